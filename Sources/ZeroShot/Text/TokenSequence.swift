/// The tokens of one text, before start and end tokens are put around them.
struct TokenSequence {
    struct Token {
        let id: Int32
        let start: Int  // scalar of `cleaned` in which the token begins
    }

    /// The text as the tokenizer's cleaning left it.
    private(set) var cleaned: [Unicode.Scalar]
    private(set) var tokens: [Token] = []
    private var scratch = TokenModel.Scratch()

    init(cleaned: [Unicode.Scalar] = []) {
        self.cleaned = cleaned
    }

    /// Appends an added token that stands in the text by name.
    mutating func append(id: Int32, named content: some Sequence<Unicode.Scalar>) {
        tokens.append(Token(id: id, start: cleaned.count))
        cleaned.append(contentsOf: content)
    }

    /// Appends a special token that stands in `cleaned` already.
    mutating func append(special id: Int32, word: Range<Int>) {
        tokens.append(Token(id: id, start: word.lowerBound))
    }

    /// Appends cleaned text and its tokens, which begin at places of that text.
    mutating func append(
        cleaned text: some Sequence<Unicode.Scalar>, tokens symbols: [TokenModel.Symbol]
    ) {
        let start = cleaned.count
        cleaned.append(contentsOf: text)
        tokens += symbols.map { Token(id: $0.id, start: start + $0.start) }
    }

    /// Drops the first token and leaves its text.
    mutating func removeFirst() {
        tokens.removeFirst()
    }

    /// Appends cleaned text and the tokens of its words.
    ///
    /// - Parameters:
    ///   - text: without added tokens.
    ///   - preTokenizer: splits the text into words.
    ///   - isFirst: whether the text is the beginning of what the caller wrote.
    ///   - model: cuts the words into tokens.
    mutating func append(
        _ text: some Collection<Unicode.Scalar>, splitBy preTokenizer: PreTokenizer, isFirst: Bool,
        using model: TokenModel
    ) {
        let start = cleaned.count
        cleaned.append(contentsOf: text)
        var words = PreTokenizedText(text)
        preTokenizer(&words, isFirst: isFirst)
        for word in words.words {
            append(words, word, at: start, using: model)
        }
    }

    /// Appends the byte-level tokens of one word; `word` is a range of `cleaned`.
    mutating func append(bytesOf word: Range<Int>, using model: TokenModel) {
        var text = PreTokenizedText(cleaned[word])
        PreTokenizer.byteLevel(splits: false)(&text, isFirst: false)
        for bytes in text.words {
            append(text, bytes, at: word.lowerBound, using: model)
        }
    }

    private mutating func append(
        _ text: PreTokenizedText, _ word: Range<Int>, at start: Int, using model: TokenModel
    ) {
        model.encode(text.scalars[word], scratch: &scratch)
        for symbol in scratch.result {
            let origin = text.origins[word.lowerBound + symbol.start]
            tokens.append(Token(id: symbol.id, start: start + origin))
        }
    }

    /// The tokens between start and end tokens, as many as the context holds.
    ///
    /// The lost text is looked for in the original with the tokenizer's cleaning.
    func framed(
        by frame: TokenFrame, contextLength: Int, original: String,
        clean: (String) -> [Unicode.Scalar]
    ) -> TokenizedText {
        let total = tokens.count + frame.count
        let kept = min(tokens.count, contextLength - frame.count)
        var ids: [Int32] = []
        ids.reserveCapacity(kept + frame.count)
        ids += frame.start
        for token in tokens[..<kept] {
            ids.append(token.id)
        }
        if !frame.omitsRepeatedEnd || ids.last != frame.end.last { ids += frame.end }
        guard kept < tokens.count else {
            return TokenizedText(ids: ids, tokens: total, truncation: nil)
        }

        let lost = Self.readable(cleaned[tokens[kept].start...])[...].trimmingWhitespace()
        return TokenizedText(
            ids: ids, tokens: total,
            truncation: Truncation(
                tokens: total, limit: contextLength,
                lost: Self.ending(of: original, cleanedTo: lost, clean: clean)
            )
        )
    }

    /// The text with spaces where a tokenizer's cleaning made them visible.
    private static func readable(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        text.map { $0 == "\u{2581}" ? " " : $0 }
    }

    /// The end of `original` that cleaning turns into `lost`, or `lost` itself if no end of that
    /// length does.
    private static func ending(
        of original: String, cleanedTo lost: ArraySlice<Unicode.Scalar>,
        clean: (String) -> [Unicode.Scalar]
    ) -> String {
        let written = Array(original.unicodeScalars)[...].trimmingWhitespace().suffix(lost.count)
        let candidate = String(scalars: written)
        let cleaned = readable(clean(candidate)[...])[...].trimmingWhitespace()
        return cleaned == lost ? candidate : String(scalars: lost)
    }
}

/// The tokens that stand around every text.
struct TokenFrame: Equatable {
    var start: [Int32]
    var end: [Int32]
    /// Whether a text that ends like this already gets no second end.
    var omitsRepeatedEnd = false

    var count: Int { start.count + end.count }
}
