/// What Hugging Face tokenizers runs over a text: added tokens are taken out, the rest is cleaned, split
/// into words and cut into tokens.
///
/// Source: `AddedVocabulary::extract_and_normalize` and `TokenizerImpl::encode` in the library.
struct TokenizerSteps: TokenPipeline {
    private let normalizer: TextNormalizer
    private let preTokenizer: PreTokenizer
    private let model: TokenModel
    private let contents: [Int32: [Unicode.Scalar]]  // of added tokens, by id
    private let writtenTokens: AddedTokenMatcher  // looked for in the text as written
    private let cleanedTokens: AddedTokenMatcher  // looked for in cleaned text

    /// - Parameters:
    ///   - normalizer: cleans.
    ///   - preTokenizer: splits.
    ///   - model: cuts.
    ///   - addedTokens: what is taken out before.
    init(
        normalizer: TextNormalizer, preTokenizer: PreTokenizer, model: TokenModel,
        addedTokens: [HuggingFaceTokenizerFiles.NumberedToken]
    ) {
        self.normalizer = normalizer
        self.preTokenizer = preTokenizer
        self.model = model
        contents = Dictionary(
            addedTokens.map { ($0.id, Array($0.token.content.unicodeScalars)) },
            uniquingKeysWith: { $1 }
        )
        writtenTokens = AddedTokenMatcher(
            addedTokens.filter { !$0.token.normalized }.map {
                (Array($0.token.content.unicodeScalars), $0.token, $0.id)
            }
        )
        cleanedTokens = AddedTokenMatcher(
            addedTokens.filter(\.token.normalized).map {
                (normalizer(Array($0.token.content.unicodeScalars)), $0.token, $0.id)
            }
        )
    }

    func sequence(of text: String) -> TokenSequence {
        var sequence = TokenSequence()
        let written = Array(text.unicodeScalars)
        for section in writtenTokens.sections(of: written) {
            if let id = section.id {
                sequence.append(id: id, named: contents[id, default: []])
            } else {
                append(
                    normalizer(Array(written[section.range])),
                    isFirst: section.range.lowerBound == 0, to: &sequence
                )
            }
        }
        return sequence
    }

    private func append(
        _ cleaned: [Unicode.Scalar], isFirst: Bool, to sequence: inout TokenSequence
    ) {
        for section in cleanedTokens.sections(of: cleaned) {
            if let id = section.id {
                sequence.append(id: id, named: cleaned[section.range])
            } else {
                sequence.append(
                    cleaned[section.range], splitBy: preTokenizer,
                    isFirst: isFirst && section.range.lowerBound == 0, using: model
                )
            }
        }
    }
}
