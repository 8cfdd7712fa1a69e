/// The tokens of one text, before start and end tokens are put around them.
struct TokenSequence {
    struct Token {
        let id: Int32
        let start: Int  // scalar of `cleaned` in which the token begins
    }

    /// The text as the tokenizer's cleaning left it.
    private(set) var cleaned: [Unicode.Scalar]
    private(set) var tokens: [Token] = []
    private var bytes: [UInt8] = []
    private var scratch = BytePairEncoding.Scratch()

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

    /// Appends cleaned text and the tokens of its words.
    mutating func append(
        _ text: some Collection<Unicode.Scalar>, splitBy preTokenizer: PreTokenizer,
        using model: BytePairEncoding
    ) {
        let start = cleaned.count
        cleaned.append(contentsOf: text)
        for word in preTokenizer(cleaned, start..<cleaned.count) {
            append(word: word, using: model)
        }
    }

    /// Appends the byte-pair tokens of one word; `word` is a range of `cleaned`.
    mutating func append(word: Range<Int>, using model: BytePairEncoding) {
        bytes.removeAll(keepingCapacity: true)
        for scalar in cleaned[word] {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        model.encode(bytes, scratch: &scratch)

        var offset = 0  // bytes before the token
        var scalar = word.lowerBound - 1  // scalar of the last byte before the token
        for symbol in scratch.result {
            let isContinuation = bytes[offset] & 0xC0 == 0x80
            tokens.append(Token(id: symbol.id, start: isContinuation ? scalar : scalar + 1))
            for byte in bytes[offset..<offset + symbol.byteCount] where byte & 0xC0 != 0x80 {
                scalar += 1
            }
            offset += symbol.byteCount
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
        ids += frame.end
        guard kept < tokens.count else { return TokenizedText(ids: ids, truncation: nil) }

        let lost = cleaned[tokens[kept].start...].trimmingWhitespace()
        return TokenizedText(
            ids: ids,
            truncation: Truncation(
                tokens: total, limit: contextLength,
                lost: Self.ending(of: original, cleanedTo: lost, clean: clean)
            )
        )
    }

    /// The end of `original` that cleaning turns into `lost`, or `lost` itself if no end of that
    /// length does.
    private static func ending(
        of original: String, cleanedTo lost: ArraySlice<Unicode.Scalar>,
        clean: (String) -> [Unicode.Scalar]
    ) -> String {
        let written = Array(original.unicodeScalars)[...].trimmingWhitespace().suffix(lost.count)
        let candidate = String(scalars: written)
        let cleaned = clean(candidate)[...].trimmingWhitespace()
        return cleaned == lost ? candidate : String(scalars: lost)
    }
}

/// The tokens that stand around every text.
struct TokenFrame: Equatable {
    var start: [Int32]
    var end: [Int32]

    var count: Int { start.count + end.count }
}
