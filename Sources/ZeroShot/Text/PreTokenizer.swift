/// A step that splits cleaned text into words; the `pre_tokenizer` of tokenizer.json.
indirect enum PreTokenizer: Equatable, Sendable {
    case sequence([PreTokenizer])
    /// The words are the matches of a pattern; what lies between them is dropped.
    case matches(of: SplitPattern)
    /// GPT-2's split, which drops nothing; the model behind it reads bytes.
    case byteLevel

    /// The words in a range of the text, from left to right.
    func callAsFunction(_ text: [Unicode.Scalar], _ range: Range<Int>) -> [Range<Int>] {
        switch self {
        case .sequence(let steps):
            return steps.reduce([range]) { words, step in words.flatMap { step(text, $0) } }
        case .matches(let pattern):
            return pattern.matches(in: text, range)
        case .byteLevel:
            return SplitPattern.gpt2.matches(in: text, range)
        }
    }
}
