/// What `SiglipTokenizer` in transformers does to a text: a cleaning of its own, and SentencePiece.
///
/// Source: `tokenize`, `canonicalize_text` and `_tokenize` in transformers' `tokenization_siglip.py`.
struct SiglipPipeline: TokenPipeline {
    private static let space: Unicode.Scalar = "\u{2581}"

    private let normalizer: SentencePieceNormalizer
    private let model: TokenModel
    private let lowercases: Bool
    /// Stands in front of every text, so that its space is kept, and is dropped from its tokens.
    private let unknown: [Unicode.Scalar]
    private let unknownCount: Int  // tokens
    private let spaceID: Int32?
    private let specialIDs: Set<Int32>
    private let addedTokens: AddedTokenMatcher

    /// - Parameters:
    ///   - normalizer: SentencePiece's cleaning.
    ///   - model: SentencePiece's model.
    ///   - unknown: the unknown token's name.
    ///   - spaceID: the id of the piece for a space, if there is one.
    ///   - addedTokens: what is taken out of a text before.
    ///   - lowercases: whether texts are put in lower case.
    init(
        normalizer: SentencePieceNormalizer, model: TokenModel, unknown: String, spaceID: Int32?,
        addedTokens: [HuggingFaceTokenizerFiles.NumberedToken], lowercases: Bool
    ) {
        self.normalizer = normalizer
        self.model = model
        self.lowercases = lowercases
        self.unknown = Array(unknown.unicodeScalars)
        self.spaceID = spaceID
        specialIDs = Set(addedTokens.filter(\.token.special).map(\.id))
        self.addedTokens = AddedTokenMatcher(
            addedTokens.map { (Array($0.token.content.unicodeScalars), $0.token, $0.id) }
        )
        var scratch = TokenModel.Scratch()
        model.encode(normalizer(self.unknown)[...], scratch: &scratch)
        unknownCount = scratch.result.count
    }

    func sequence(of text: String) -> TokenSequence {
        var sequence = TokenSequence()
        var scratch = TokenModel.Scratch()
        let written = [Self.space] + text.unicodeScalars.map { $0 == Self.space ? " " : $0 }
        for section in addedTokens.sections(of: written) {
            if let id = section.id {
                // In front of a special token the space that begins every text is dropped.
                if specialIDs.contains(id), sequence.tokens.map(\.id) == [spaceID] {
                    sequence.removeFirst()
                }
                sequence.append(id: id, named: written[section.range])
            } else {
                append(Array(written[section.range]), to: &sequence, &scratch)
            }
        }
        return sequence
    }

    private func append(
        _ text: [Unicode.Scalar], to sequence: inout TokenSequence,
        _ scratch: inout TokenModel.Scratch
    ) {
        let normalized = normalizer(unknown + canonical(text))
        model.encode(normalized[...], scratch: &scratch)
        let symbols = scratch.result
        let kept = symbols.count >= unknownCount ? symbols.dropFirst(unknownCount) : symbols[...]
        let start = kept.first?.start ?? normalized.count
        sequence.append(
            cleaned: normalized[start...],
            tokens: kept.map { TokenModel.Symbol(id: $0.id, start: $0.start - start) }
        )
    }

    /// Without punctuation, and with one space for each run of whitespace.
    private func canonical(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let text = lowercases ? PythonText.lowercased(text) : text
        return PythonText.collapsingWhitespace(
            text.filter { !ScalarSet.asciiPunctuation.contains($0) }
        )
    }
}
