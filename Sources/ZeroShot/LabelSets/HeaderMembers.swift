/// The members of one object of a header: those of one of its forms, each once, and no others.
///
/// Nothing but what is asked for is ever built: a header of a few megabytes cannot become a tree of
/// a gigabyte.
struct HeaderMembers {
    /// A member has a value that no label set has.
    struct Mismatch: Error {
        let name: String
        let problem: String
    }

    private let path: String
    private let bytes: [UInt8]
    private let places: [String: Int]

    /// The object that is all of `bytes`.
    ///
    /// - Throws: `UnexpectedBytes` for what is not JSON, `Mismatch`.
    init(of bytes: [UInt8], named names: Set<String>) throws {
        var cursor = JSONCursor(bytes)
        try self.init(at: &cursor, in: bytes, path: "", forms: [names])
        try cursor.requireEnd()
    }

    private init(
        at cursor: inout JSONCursor, in bytes: [UInt8], path: String, forms: [Set<String>]
    ) throws {
        let names = forms.reduce(into: Set<String>()) { $0.formUnion($1) }
        var places: [String: Int] = [:]
        try cursor.readObject { key, value in
            let name = String(decoding: key, as: UTF8.self)
            guard names.contains(name) else {
                throw Mismatch(name: path + name, problem: "is no member of a label set")
            }
            guard places[name] == nil else {
                throw Mismatch(name: path + name, problem: "stands there twice")
            }
            places[name] = try value.skipValue().lowerBound
        }
        let found = Set(places.keys)
        if !forms.contains(found) {
            let form = forms.first { !$0.isDisjoint(with: found) } ?? names
            throw Mismatch(
                name: path + (form.subtracting(found).min() ?? ""), problem: "is missing"
            )
        }
        self.path = path
        self.bytes = bytes
        self.places = places
    }

    /// An error about a member's value.
    func mismatch(_ name: String, _ problem: String) -> Mismatch {
        Mismatch(name: path + name, problem: problem)
    }

    func text(_ name: String) throws -> String {
        try read(name) { try Self.text(&$0) }
    }

    /// The text; nil for null.
    func optionalText(_ name: String) throws -> String? {
        try isNull(name) ? nil : text(name)
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int {
        let value = try read(name) { try $0.readInteger() }
        guard range.contains(value) else {
            throw mismatch(name, "is \(value), not \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func texts(_ name: String) throws -> [String] {
        try list(name) { try Self.text(&$0) }
    }

    func lists(_ name: String) throws -> [[String]] {
        try list(name) { element in
            var texts: [String] = []
            try element.readArray { texts.append(try Self.text(&$0)) }
            return texts
        }
    }

    func object(_ name: String, named names: Set<String>) throws -> HeaderMembers {
        try object(name, forms: [names])
    }

    func object(_ name: String, forms: [Set<String>]) throws -> HeaderMembers {
        try read(name) { cursor in
            try HeaderMembers(at: &cursor, in: bytes, path: path + name + ".", forms: forms)
        }
    }

    func objects(_ name: String, named names: Set<String>) throws -> [HeaderMembers] {
        try list(name) { cursor in
            try HeaderMembers(at: &cursor, in: bytes, path: path + name + ".", forms: [names])
        }
    }

    /// One of an enumeration's values.
    func choice<Value: RawRepresentable & CaseIterable>(_ name: String) throws -> Value
    where Value.RawValue == String {
        let text = try text(name)
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: " or ")
            throw mismatch(name, "is '\(text)', not \(known)")
        }
        return value
    }

    /// A SHA-256 in hexadecimal.
    func fingerprint(_ name: String) throws -> String {
        let text = try text(name)
        guard text.utf8.count == 64, text.utf8.allSatisfy(Hexadecimal.isDigit) else {
            throw mismatch(name, "is no SHA-256 in hexadecimal")
        }
        return text
    }

    /// The bytes of a value; nil for null.
    func json(_ name: String) throws -> [UInt8]? {
        guard try !isNull(name) else { return nil }
        return try read(name) { cursor in Array(bytes[try cursor.skipValue()]) }
    }

    /// Whether the object has this member, one of a form.
    func has(_ name: String) -> Bool { places[name] != nil }

    private func isNull(_ name: String) throws -> Bool {
        try read(name) { bytes[try $0.skipValue()].elementsEqual("null".utf8) }
    }

    private func list<Element>(
        _ name: String, _ element: (inout JSONCursor) throws -> Element
    ) throws -> [Element] {
        try read(name) { cursor in
            var elements: [Element] = []
            try cursor.readArray { elements.append(try element(&$0)) }
            return elements
        }
    }

    private func read<Value>(
        _ name: String, _ value: (inout JSONCursor) throws -> Value
    ) throws -> Value {
        guard let place = places[name] else {
            preconditionFailure("'\(name)' is not among the names that were asked for")
        }
        var cursor = JSONCursor(bytes, at: place)
        return try value(&cursor)
    }

    private static func text(_ cursor: inout JSONCursor) throws -> String {
        let start = cursor.offset
        var utf8: [UInt8] = []
        try cursor.readString(into: &utf8)
        guard let text = String(validating: utf8, as: UTF8.self) else {
            throw UnexpectedBytes(offset: start, expected: "text in UTF-8")
        }
        return text
    }
}
