/// Cleaned text on its way to words: steps of a pre-tokenizer split and rewrite it.
struct PreTokenizedText {
    /// The text of all words, as the steps so far left it.
    private(set) var scalars: [Unicode.Scalar]
    /// Ranges of `scalars` from left to right; what lies between them is dropped.
    private(set) var words: [Range<Int>]
    /// The scalar of the cleaned text that each scalar comes from.
    private(set) var origins: [Int]

    /// One word, the whole text; no word when it is empty.
    init(_ cleaned: some Collection<Unicode.Scalar>) {
        scalars = Array(cleaned)
        words = scalars.isEmpty ? [] : [scalars.indices]
        origins = Array(scalars.indices)
    }

    /// Splits each word; empty parts are dropped.
    mutating func split(_ parts: (_ text: [Unicode.Scalar], _ word: Range<Int>) -> [Range<Int>]) {
        words = words.flatMap { parts(scalars, $0) }.filter { !$0.isEmpty }
    }

    /// Puts other text in the place of each word.
    ///
    /// - Parameters:
    ///   - inserted: stands in front of a word; it comes from the word's first scalar.
    ///   - change: appends what a scalar becomes.
    mutating func rewrite(
        inserting inserted: (_ word: ArraySlice<Unicode.Scalar>, _ origin: Int) -> [Unicode.Scalar],
        replacing change: (_ scalar: Unicode.Scalar, _ text: inout [Unicode.Scalar]) -> Void
    ) {
        var rewritten = PreTokenizedText([])
        for word in words {
            let start = rewritten.scalars.count
            let first = origins[word.lowerBound]
            rewritten.append(from: first) { $0 += inserted(scalars[word], first) }
            for index in word {
                rewritten.append(from: origins[index]) { change(scalars[index], &$0) }
            }
            rewritten.words.append(start..<rewritten.scalars.count)
        }
        self = rewritten
    }

    private mutating func append(
        from origin: Int, _ appendText: (inout [Unicode.Scalar]) -> Void
    ) {
        appendText(&scalars)
        while origins.count < scalars.count { origins.append(origin) }
    }
}
