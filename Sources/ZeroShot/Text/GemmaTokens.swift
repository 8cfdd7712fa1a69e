/// What `GemmaTokenizer` and `Siglip2Tokenizer` in transformers do with a vocabulary.
enum GemmaTokens {
    /// Spaces become visible; SigLIP 2's class puts text in lower case before.
    static func normalizer(lowercases: Bool) -> TextNormalizer {
        let spaces = TextNormalizer.replace(.literal([" "]), with: ["\u{2581}"])
        return lowercases ? .sequence([.lowercase, spaces]) : spaces
    }

    /// Behind that cleaning no space is left, so that the whole text is one word.
    static let preTokenizer = PreTokenizer.split(
        TextSplit(at: .literal([" "]), behavior: .mergedWithPrevious)
    )

    static func encodingOptions(unknown: String?) -> BytePairEncoding.Options {
        BytePairEncoding.Options(unknown: unknown, fusesUnknown: true, byteFallback: true)
    }
}
