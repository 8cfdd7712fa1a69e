internal import Foundation

/// The keys that requests may carry, as an operator writes them.
enum APIKeyList {
    /// Shorter keys could be guessed.
    static let shortest = 16

    /// The keys of a file, one a line, and of a variable, with commas between them.
    ///
    /// - Throws: `ConfigurationError`, which never holds a key.
    static func read(file: String?, variable: String?) throws -> [String] {
        var keys: [String] = []
        if let file {
            guard let bytes = FileManager.default.contents(atPath: file),
                let text = String(bytes: bytes, encoding: .utf8)
            else {
                throw ConfigurationError.unreadable(
                    path: file, reason: "it is not there, or is no text")
            }
            keys = split(text) { $0.isNewline }
            guard !keys.isEmpty else { throw ConfigurationError.noKeys(path: file) }
            try require(keys, source: file)
        }
        if let variable {
            let more = split(variable) { $0 == "," }
            try require(more, source: "ZEROSHOT_API_KEYS")
            keys += more
        }
        return keys
    }

    private static func split(_ text: String, at isSeparator: (Character) -> Bool) -> [String] {
        text.split(whereSeparator: isSeparator)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private static func require(_ keys: [String], source: String) throws {
        for (index, key) in keys.enumerated() {
            guard key.utf8.count >= shortest, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw ConfigurationError.unusableKey(
                    source: source, number: index + 1, shortest: shortest)
            }
        }
    }
}
