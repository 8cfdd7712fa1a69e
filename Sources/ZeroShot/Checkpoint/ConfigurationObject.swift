package import Foundation

/// One JSON object of a configuration file, read key by key.
///
/// Errors name the file and the dotted path of the key. The object remembers nothing: what is
/// asked for is checked, `refuseKeys(otherThan:)` finds what nobody knows.
package struct ConfigurationObject: Sendable {
    package let file: String
    private let path: String
    private let values: [String: OrderedJSON]

    /// The largest published file of this kind, the index of a model in many shards, is far below;
    /// more is something else under this name, and is not worth the memory to find out.
    static let largestFile = 16 << 20

    /// Reads a whole file.
    ///
    /// - Throws: `CheckpointError.unreadable`, `.tooLarge`, `.notJSON`, `.wrongValue` if it is no
    ///   object.
    package init(file: URL) throws {
        let name = file.path(percentEncoded: false)
        guard let text = String(validating: try Self.bytes(of: file), as: UTF8.self) else {
            throw CheckpointError.notJSON(file: name, reason: "it is not UTF-8")
        }
        let value: OrderedJSON
        do {
            value = try OrderedJSON(parsing: text, numbers: .python)
        } catch let error as JSONSyntaxError {
            throw CheckpointError.notJSON(
                file: name,
                reason: "line \(error.line), column \(error.column): \(error.problem)"
            )
        }
        try self.init(value, file: name, path: "")
    }

    private static func bytes(of file: URL) throws -> Data {
        let name = file.path(percentEncoded: false)
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: file)
            data = try handle.read(upToCount: largestFile + 1) ?? Data()
        } catch {
            throw CheckpointError.unreadable(file: name, reason: error.systemReason)
        }
        guard data.count <= largestFile else {
            throw CheckpointError.tooLarge(file: name, limit: largestFile)
        }
        return data
    }

    private init(_ value: OrderedJSON, file: String, path: String) throws {
        guard case .object(let members) = value else {
            throw CheckpointError.wrongValue(
                file: file, key: path.isEmpty ? "the whole file" : path,
                found: Self.shown(value), expected: "an object"
            )
        }
        self.file = file
        self.path = path
        // Of two equal keys the last one counts, as in Python.
        values = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// An object without keys, as a file that leaves the section out is read.
    private init(emptyAt path: String, file: String) {
        self.file = file
        self.path = path
        values = [:]
    }

    /// The keys of the object, sorted.
    package var keys: [String] { values.keys.sorted() }

    /// The value of a key; JSON's null counts as absent.
    package func value(_ key: String) -> OrderedJSON? {
        values[key].flatMap { $0 == .null ? nil : $0 }
    }

    /// The dotted path of a key, for messages.
    package func path(of key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    /// The object under a key, empty when the key is absent.
    package func object(_ key: String) throws -> ConfigurationObject {
        guard let value = value(key) else {
            return ConfigurationObject(emptyAt: path(of: key), file: file)
        }
        return try ConfigurationObject(value, file: file, path: path(of: key))
    }

    /// A positive integer, or the default when the key is absent.
    ///
    /// The usual bound is far above any real size and keeps every product of two sizes within
    /// `Int`. A lower one is for sizes of which something is made before a tensor has that shape.
    package func positiveInteger(
        _ key: String, default standard: Int? = nil, atMost limit: Int = 1 << 24
    ) throws -> Int {
        guard let value = value(key) ?? standard.map(OrderedJSON.integer) else {
            throw missing(key, expected: "a positive integer")
        }
        guard let integer = value.integer, integer > 0 else {
            throw wrong(key, value, expected: "a positive integer")
        }
        guard integer <= limit else { throw wrong(key, value, expected: "at most \(limit)") }
        return integer
    }

    /// An integer, or the default when the key is absent.
    package func integer(_ key: String, default standard: Int) throws -> Int {
        guard let value = value(key) else { return standard }
        guard let integer = value.integer else { throw wrong(key, value, expected: "an integer") }
        return integer
    }

    /// A finite number, or the default when the key is absent.
    package func number(_ key: String, default standard: Double) throws -> Double {
        guard let value = value(key) else { return standard }
        guard let number = value.number, number.isFinite else {
            throw wrong(key, value, expected: "a number")
        }
        return number
    }

    /// A string, or the default when the key is absent.
    package func string(_ key: String, default standard: String? = nil) throws -> String {
        guard let value = value(key) ?? standard.map(OrderedJSON.string) else {
            throw missing(key, expected: "a string")
        }
        guard case .string(let string) = value else {
            throw wrong(key, value, expected: "a string")
        }
        return string
    }

    /// True or false, or the default when the key is absent.
    package func bool(_ key: String, default standard: Bool) throws -> Bool {
        guard let value = value(key) else { return standard }
        guard case .bool(let bool) = value else {
            throw wrong(key, value, expected: "true or false")
        }
        return bool
    }

    /// Demands that a key is absent or has the one value that is supported.
    package func require(_ key: String, toBe supported: OrderedJSON) throws {
        guard let value = value(key), value != supported else { return }
        // 3 and 3.0 are one number.
        if let number = value.number, number == supported.number { return }
        throw unsupported(key, value, supported: supported.description)
    }

    /// Refuses every key that is not in the list.
    package func refuseKeys(otherThan known: Set<String>) throws {
        let unknown = values.keys.filter { !known.contains($0) }.sorted()
        guard unknown.isEmpty else {
            throw CheckpointError.unknownKeys(file: file, keys: unknown.map(path(of:)))
        }
    }

    /// The error for a key that has a value of the wrong kind.
    package func wrong(_ key: String, _ value: OrderedJSON, expected: String) -> CheckpointError {
        .wrongValue(
            file: file, key: path(of: key), found: Self.shown(value), expected: expected
        )
    }

    /// The error for a key whose value is valid but not supported.
    package func unsupported(
        _ key: String, _ value: OrderedJSON, supported: String
    ) -> CheckpointError {
        .unsupportedValue(
            file: file, key: path(of: key), found: Self.shown(value), supported: supported
        )
    }

    private func missing(_ key: String, expected: String) -> CheckpointError {
        .wrongValue(file: file, key: path(of: key), found: "missing", expected: expected)
    }

    /// The value as it stands in the file; of an object only its size.
    private static func shown(_ value: OrderedJSON) -> String {
        guard case .object(let members) = value else { return value.description }
        return "an object with \(members.count) keys"
    }
}
