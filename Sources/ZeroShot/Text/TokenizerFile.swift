import Foundation

/// A tokenizer file in memory, and the errors that name it.
struct TokenizerFile {
    let name: String
    let bytes: [UInt8]

    /// - Throws: `TokenizerError.unreadable`, `.notUTF8`.
    init(_ url: URL) throws {
        name = url.path(percentEncoded: false)
        do {
            bytes = Array(try Data(contentsOf: url))
        } catch {
            throw TokenizerError.unreadable(file: name, reason: error.localizedDescription)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw TokenizerError.notUTF8(file: name)
        }
    }

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
    /// - Throws: `TokenizerError`, and what `body` throws beside the errors of reading JSON.
    func naming<Result>(_ body: () throws -> Result) throws -> Result {
        try Self.naming(name, body)
    }

    /// Runs `body` and gives its errors the name of a file.
    ///
    /// - Throws: `TokenizerError`, and what `body` throws beside the errors of reading JSON.
    static func naming<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let problem as JSONCursor.Problem {
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
