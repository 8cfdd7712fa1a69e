import Foundation
import Testing

@testable import ZeroShot

/// Model files alone give the ids of the `sentencepiece` package on thousands of texts.
struct SentencePieceParityTests {
    /// Ids recorded of each text; see `Tools/parity/sentencepiece_models.py`.
    private static let idsPerText = 32

    @Test(arguments: ["unigram", "unigram-bytes", "unigram-suffix", "bpe", "bpe-unknown"])
    func `a model file yields the ids of SentencePiece`(name: String) throws {
        let file = try TokenizerFile(binary: TextFixture.url("sentencepiece/\(name).model"))
        let model = try SentencePieceModel(file)
        let normalizer = try SentencePieceNormalizer(model)
        let tokens = try TokenModel(sentencePiece: model, file: file.name)

        let texts = try TextFixture.texts()
        let expected = try TextFixture.ids("sentencepiece/\(name).ids")
        #expect(texts.count >= 2000 && texts.count == expected.count)
        var scratch = TokenModel.Scratch()
        var mismatches: [String] = []
        for (text, ids) in zip(texts, expected) {
            tokens.encode(normalizer(Array(text.unicodeScalars))[...], scratch: &scratch)
            let found = Array(scratch.result.map(\.id).prefix(Self.idsPerText))
            if found != ids {
                let escaped = text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
                mismatches.append("'\(escaped)': \(found), expected \(ids)")
            }
        }
        #expect(
            mismatches.isEmpty,
            "\(mismatches.count) of \(texts.count) texts: \(mismatches.prefix(3))"
        )
    }
}
