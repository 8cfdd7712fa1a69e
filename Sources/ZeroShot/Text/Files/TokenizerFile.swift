import Foundation

/// A tokenizer file in memory, and the errors that name it.
struct TokenizerFile {
    let name: String
    let bytes: [UInt8]

    /// A file of text.
    ///
    /// - Throws: `TokenizerError.unreadable`, `.tooLarge`, `.notUTF8`.
    init(_ url: URL) throws {
        try self.init(binary: url)
        guard (try? UTF8Span(validating: bytes.span)) != nil else {
            throw TokenizerError.notUTF8(file: name)
        }
    }

    /// A file of any content.
    ///
    /// - Throws: `TokenizerError.unreadable`, `.tooLarge`.
    init(binary url: URL) throws {
        name = url.path(percentEncoded: false)
        do {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            _ = try handle.read(upToCount: 1)  // a folder can be opened but not read
            let size = try handle.seekToEnd()
            guard size <= Self.largest else {
                throw TokenizerError.tooLarge(file: name, limit: Self.largest)
            }
            try handle.seek(toOffset: 0)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(Int(size))
            // Piece by piece: a large file is in memory once and not twice.
            while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
                bytes.append(contentsOf: piece)
                // What is no regular file may have a size of 0 and no end.
                guard bytes.count <= Self.largest else {
                    throw TokenizerError.tooLarge(file: name, limit: Self.largest)
                }
            }
            self.bytes = bytes
        } catch let error as TokenizerError {
            throw error
        } catch {
            throw TokenizerError.unreadable(file: name, reason: error.systemReason)
        }
    }

    /// The largest file, in bytes; tokenizers of today have a tenth of it.
    ///
    /// Tables count their bytes in 32 bits.
    private static let largest = 1 << 29

    /// The whole file as a value.
    ///
    /// - Throws: `TokenizerError`.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try decode(type, from: bytes)
    }

    /// A piece of the file's text as a value.
    ///
    /// - Throws: `TokenizerError`.
    func decode<Value: Decodable>(_ type: Value.Type, from json: [UInt8]) throws -> Value {
        try naming { try JSONDecoder().decode(type, from: Data(json)) }
    }

    /// Runs `body` and gives its errors the name of this file.
    ///
    /// - Throws: `TokenizerError`, and what `body` throws beside the errors of reading.
    func naming<Result>(_ body: () throws -> Result) throws -> Result {
        try Self.naming(name, body)
    }

    /// Runs `body` and gives its errors the name of a file.
    ///
    /// - Throws: `TokenizerError`, and what `body` throws beside the errors of reading JSON.
    static func naming<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let problem as UnexpectedBytes {
            throw TokenizerError.malformed(
                file: name, offset: problem.offset, expected: problem.expected
            )
        } catch let step as UnsupportedStep {
            throw TokenizerError.unsupported(
                file: name, part: step.part, found: step.found, supported: step.supported
            )
        } catch let step as MalformedStep {
            throw TokenizerError.wrongValue(file: name, part: step.part, reason: step.reason)
        } catch let error as DecodingError {
            throw TokenizerError(error, file: name)
        }
    }
}

/// A file is not what it should be at an offset in bytes.
struct UnexpectedBytes: Error, Equatable {
    let offset: Int
    let expected: String
}

extension TokenizerError {
    init(_ error: DecodingError, file: String) {
        switch error {
        case .keyNotFound(let key, let context):
            self = .wrongValue(
                file: file, part: (context.codingPath + [key]).dotted, reason: "is missing"
            )
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = .wrongValue(
                file: file, part: context.codingPath.dotted, reason: context.debugDescription
            )
        case .dataCorrupted(let context):
            self = .wrongValue(
                file: file,
                part: context.codingPath.isEmpty ? "the whole file" : context.codingPath.dotted,
                reason: "is not JSON"
            )
        @unknown default:
            self = .wrongValue(file: file, part: "the whole file", reason: "cannot be read")
        }
    }
}

extension [any CodingKey] {
    /// The path as `pre_tokenizer.pretokenizers[0]`.
    var dotted: String {
        reduce("") { path, key in
            if let index = key.intValue { return "\(path)[\(index)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
    }
}
