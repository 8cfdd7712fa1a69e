import Foundation

@testable import ZeroShot

/// A recorded tokenizer of another kind than CLIP's; `Tools/parity/tokenizer_kinds.py` makes them.
struct TokenizerKind {
    static let names = [
        "siglip", "t5", "t5-class", "multilingual", "gemma", "gemma-file", "siglip2", "forms",
        "byte-level", "splits", "first-word",
    ]

    let name: String
    fileprivate let folder: TemporaryFolder

    /// Copies the tokenizer's files; tables of replacements, which are files of their own, go into
    /// their places.
    init(_ name: String) throws {
        self.name = name
        folder = try TemporaryFolder()
        let source = try TextFixture.url("kinds/\(name)")
        var names = ["tokenizer_config.json", "config.json"]
        if name == "siglip" {
            try FileManager.default.copyItem(
                at: TextFixture.url("sentencepiece/unigram.model"), to: url("spiece.model")
            )
        } else {
            names.append("tokenizer.json")
        }
        for file in names {
            var text = try String(contentsOf: source.appending(path: file), encoding: .utf8)
            for table in ["nmt_nfkc", "nmt_nfkc_cf"] where text.contains("\"@\(table)\"") {
                let bytes = try Self.charsmap(table)
                text = text.replacingOccurrences(
                    of: "\"@\(table)\"", with: "\"\(Data(bytes).base64EncodedString())\""
                )
            }
            try text.write(to: url(file), atomically: true, encoding: .utf8)
        }
    }

    /// SentencePiece's own table of this name.
    static func charsmap(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: TextFixture.url("kinds/\(name).charsmap")))
    }

    /// A file of the copy.
    func url(_ file: String) -> URL {
        folder.url.appending(path: file)
    }

    func tokenizer(
        contextLength: Int = 64, padding: TokenPadding = .none
    ) throws -> HuggingFaceTokenizer {
        try HuggingFaceTokenizer(
            folder: folder.url, contextLength: contextLength, padding: padding
        )
    }

    /// The recorded texts with AutoTokenizer's ids for them.
    func reference() throws -> [(text: String, ids: [Int32])] {
        let more = try JSONDecoder().decode(
            [String].self, from: Data(contentsOf: TextFixture.url("kinds/texts.json"))
        )
        let ids = try TextFixture.ids("kinds/\(name).ids")
        let texts = try TextFixture.texts().suffix(ids.count - more.count) + more
        return Array(zip(texts, ids)).map { ($0, $1) }
    }
}

extension TokenizerKind {
    /// Changes a file's text.
    func replace(_ text: String, in file: String, with replacement: String) throws {
        let content = try String(contentsOf: url(file), encoding: .utf8)
        guard content.contains(text) else { throw TextFixture.Missing(name: text) }
        try content.replacingOccurrences(of: text, with: replacement)
            .write(to: url(file), atomically: true, encoding: .utf8)
    }

    /// The sentence of the error that the tokenizer's files yield, without the folder's path.
    func message(padding: TokenPadding = .none) throws -> String {
        do {
            _ = try tokenizer(padding: padding)
            throw TextFixture.Missing(name: "an error")
        } catch let error as TokenizerError {
            return error.description
                .replacingOccurrences(of: folder.url.path(percentEncoded: false), with: "F/")
                .replacingOccurrences(of: "F//", with: "F/")
        }
    }
}
