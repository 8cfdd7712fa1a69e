/// The tokens of a model of either kind.
enum TokenizerVocabulary {
    case bytePairs(BytePairVocabulary)
    case unigram(UnigramVocabulary)

    /// The number of tokens.
    var count: Int {
        switch self {
        case .bytePairs(let vocabulary): vocabulary.tokens.count
        case .unigram(let vocabulary): vocabulary.count
        }
    }

    /// The id of a token.
    subscript(token: String) -> Int32? {
        switch self {
        case .bytePairs(let vocabulary): vocabulary.tokens[token.utf8]
        case .unigram(let vocabulary): vocabulary.id(of: token.unicodeScalars)
        }
    }
}
