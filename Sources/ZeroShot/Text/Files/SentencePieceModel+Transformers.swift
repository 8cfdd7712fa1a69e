import Foundation

/// A model file that stands alone, as the classes of transformers without SentencePiece in them take
/// it over.
///
/// Source: `TokenizersBackend._convert_from_sentencepiece` and `SentencePieceExtractor.extract` in
/// transformers 5.
extension SentencePieceModel {
    /// The model file of a folder, or nil when there is none.
    ///
    /// - Throws: `TokenizerError`.
    static func file(in folder: URL) throws -> TokenizerFile? {
        for name in fileNames {
            let url = folder.appending(path: name)
            if FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) {
                return try TokenizerFile(binary: url)
            }
        }
        return nil
    }

    /// The pieces that are found in a text by name, before it is split.
    var addedTokens: [AddedToken] {
        pieces.filter { $0.kind == .control || $0.kind == .userDefined }
            .map { AddedToken(content: $0.text, special: $0.kind == .control) }
    }

    /// The pieces as the tokens of a byte-pair model.
    ///
    /// - Throws: `TokenizerError.unsupported`, naming the file, for a unigram model.
    func bytePairs(file: String) throws -> TokenizerVocabulary {
        try require(.bytePairs, named: "'BPE'", found: "'UNIGRAM'", file)
        return .bytePairs(BytePairVocabulary(sentencePiece: self))
    }

    /// The pieces and behind them T5's sentinels, the last one first.
    ///
    /// - Throws: `TokenizerError.unsupported`, naming the file, for a byte-pair model.
    func unigram(sentinelCount: Int, file: String) throws -> TokenizerVocabulary {
        try require(.unigram, named: "'UNIGRAM'", found: "'BPE'", file)
        var vocabulary = UnigramVocabulary(sentencePiece: self)
        for sentinel in T5Tokens.sentinels(count: sentinelCount).reversed() {
            vocabulary.append(sentinel.content.unicodeScalars, score: 0)
        }
        return .unigram(vocabulary)
    }

    /// The model's replacements, and nothing else of its cleaning.
    ///
    /// - Throws: `TokenizerError.wrongValue`, naming the file, for bytes that are no charsmap.
    func normalizer(file: String) throws -> TextNormalizer {
        guard !charsmap.isEmpty else { return .sequence([]) }
        do {
            return .precompiled(try PrecompiledCharsmap(charsmap))
        } catch let error as PrecompiledCharsmap.Malformed {
            throw TokenizerError.wrongValue(
                file: file, part: "normalizer_spec.precompiled_charsmap", reason: error.reason
            )
        }
    }

    private func require(
        _ wanted: Algorithm, named name: String, found: String, _ file: String
    ) throws {
        guard algorithm == wanted else {
            throw TokenizerError.unsupported(
                file: file, part: "trainer_spec.model_type",
                found: "\(found) for this tokenizer's class", supported: [name]
            )
        }
    }
}
