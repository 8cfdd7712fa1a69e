/// What `T5Tokenizer` in transformers does with a vocabulary.
enum T5Tokens {
    /// The piece for unknown text, by its place.
    static let unknown: Int32 = 2

    /// The tokens that mark places in T5's training texts.
    static func sentinels(count: Int) -> [AddedToken] {
        (0..<count).map { AddedToken(content: "<extra_id_\($0)>") }
    }

    /// The file's charsmap, if it has one, and none of its other steps.
    static func normalizer(in listed: TextNormalizer) -> TextNormalizer {
        var steps = [listed]
        if case .sequence(let several) = listed { steps = several }
        let charsmap = steps.first { if case .precompiled = $0 { true } else { false } }
        return charsmap ?? .sequence([])
    }

    static let preTokenizer = PreTokenizer.sequence([
        .split(TextSplit(at: .each(.whitespace), behavior: .removed)),
        .metaspace(Metaspace()),
    ])
}
