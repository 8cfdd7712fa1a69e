/// What CLIP's tokenizers have in common, whichever files they come from.
enum CLIPTokens {
    /// Tokens of CLIP's own vocabulary, start and end among them.
    static let vocabularySize = 49408

    /// The table of CLIP's own vocabulary, which ships with the product.
    static let shippedTable = "tokenizer/clip-merges.txt"

    /// Ends the last token of a word.
    static let endOfWord = "</w>"

    /// Start and end token in Hugging Face files.
    static let huggingFaceStart = "<|startoftext|>"
    static let huggingFaceEnd = "<|endoftext|>"

    /// Start and end token in OpenCLIP.
    static let openCLIPStart = "<start_of_text>"
    static let openCLIPEnd = "<end_of_text>"

    /// What CLIP's vocabularies do beside joining.
    static func encodingOptions(unknown: String?) -> BytePairEncoding.Options {
        BytePairEncoding.Options(unknown: unknown, endOfWord: endOfWord)
    }

    /// The cleaning of `CLIPTokenizer` in transformers.
    static let normalizer = TextNormalizer.sequence([
        .form(.c), .replace(.expression(.whitespaceRuns), with: [" "]), .lowercase,
    ])

    /// The split of `CLIPTokenizer` in transformers.
    static let preTokenizer = PreTokenizer.sequence([
        .matches(
            of: wordPattern(
                specialTokens: [huggingFaceStart, huggingFaceEnd], engine: .oniguruma
            )
        ),
        .byteLevel(),
    ])

    /// Words, single digits and runs of signs; special tokens stay whole.
    static func wordPattern(specialTokens: [String], engine: RegexEngine) -> SplitPattern {
        SplitPattern(
            specialTokens.map { .literal(Array($0.unicodeScalars)) } + SplitPattern.contractions
                + [.run(.letter), .one(.number), .run(.symbol)],
            engine: engine
        )
    }
}
