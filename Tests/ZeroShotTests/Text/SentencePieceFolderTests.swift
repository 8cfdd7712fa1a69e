import Foundation
import Testing

@testable import ZeroShot

/// Folders in which a SentencePiece model is the only tokenizer file.
struct SentencePieceFolderTests {
    /// See `Tools/parity/sentencepiece_models.py`.
    private static let context = 48

    private func url(_ name: String) throws -> URL {
        try TextFixture.url("sentencepiece/folders/\(name)")
    }

    private func copy(_ name: String) throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for file in ["tokenizer.model", "spiece.model", "config.json", "tokenizer_config.json"] {
            let source = try url(name).appending(path: file)
            if FileManager.default.fileExists(atPath: source.path(percentEncoded: false)) {
                try copy.write(Data(contentsOf: source), to: file)
            }
        }
        return copy
    }

    @Test(arguments: ["gemma", "siglip2", "t5"])
    func `a model file alone yields the ids of transformers`(name: String) throws {
        let expected = try TextFixture.ids("sentencepiece/folders/\(name)/expected.ids")
        let more = try JSONDecoder().decode(
            [String].self, from: Data(contentsOf: TextFixture.url("kinds/texts.json"))
        )
        let texts = try TextFixture.texts().suffix(300) + more
        #expect(texts.count == expected.count)
        let tokenizer = try HuggingFaceTokenizer(
            folder: url(name), contextLength: Self.context
        )
        let mismatches = zip(texts, expected).compactMap { text, ids -> String? in
            let found = tokenizer.encode(text).ids
            guard found != ids else { return nil }
            let escaped = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
            return "'\(escaped)': \(found), expected \(ids)"
        }
        #expect(
            mismatches.isEmpty,
            "\(mismatches.count) of \(texts.count) texts: \(mismatches.prefix(3))"
        )
    }

    @Test(arguments: [
        ("t5", "spiece.model", "Gemma", "'UNIGRAM'", "'BPE'"),
        ("gemma", "tokenizer.model", "T5", "'BPE'", "'UNIGRAM'"),
    ])
    func `a model of another algorithm than the class's is refused`(
        name: String, file: String, other: String, found: String, supported: String
    ) throws {
        let copy = try copy(name)
        try copy.write(#"{"tokenizer_class": "\#(other)Tokenizer"}"#, to: "tokenizer_config.json")
        #expect(
            throws: TokenizerError.unsupported(
                file: copy.path(file), part: "trainer_spec.model_type",
                found: "\(found) for this tokenizer's class", supported: [supported]
            )
        ) { try HuggingFaceTokenizer(folder: copy.url, contextLength: 64) }
    }

    @Test func `a charsmap that is none is refused`() throws {
        let copy = try copy("t5")
        let file = try #require(try SentencePieceModel.file(in: copy.url))
        let model = try SentencePieceModel(file)
        var broken = model
        broken.charsmap = [1, 2]
        #expect(
            throws: TokenizerError.wrongValue(
                file: "F", part: "normalizer_spec.precompiled_charsmap", reason: "has no trie size"
            )
        ) { try broken.normalizer(file: "F") }
        #expect(try model.normalizer(file: "F") != .sequence([]))
    }
}
