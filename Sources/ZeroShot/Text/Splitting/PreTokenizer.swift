/// A step that splits cleaned text into words; the `pre_tokenizer` of tokenizer.json.
indirect enum PreTokenizer: Equatable, Sendable {
    case sequence([PreTokenizer])
    case split(TextSplit)
    /// GPT-2's split, which drops nothing; the model behind it reads bytes.
    case byteLevel(addsPrefixSpace: Bool = false, splits: Bool = true)
    case metaspace(Metaspace)

    /// The words are the matches of a pattern; what lies between them is dropped.
    static func matches(of pattern: SplitPattern) -> PreTokenizer {
        .split(TextSplit(at: .expression(pattern), behavior: .removed, inverts: true))
    }

    /// Splits the words of a text further.
    ///
    /// - Parameters:
    ///   - text: the words so far.
    ///   - isFirst: whether the text is the beginning of what the caller wrote.
    func callAsFunction(_ text: inout PreTokenizedText, isFirst: Bool) {
        switch self {
        case .sequence(let steps):
            for step in steps { step(&text, isFirst: isFirst) }
        case .split(let split):
            text.split(split.parts)
        case .byteLevel(let addsPrefixSpace, let splits):
            if addsPrefixSpace {
                text.rewrite(
                    inserting: { word, _ in word.first == " " ? [] : [" "] },
                    replacing: { $1.append($0) }
                )
            }
            if splits { text.split(TextSplit.gpt2.parts) }
            text.rewrite(
                inserting: { _, _ in [] },
                replacing: { scalar, text in
                    for byte in scalar.utf8 { text.append(ByteAlphabet.scalars[Int(byte)]) }
                }
            )
        case .metaspace(let metaspace):
            metaspace(&text, isFirst: isFirst)
        }
    }

    /// Whether a word at the beginning of what the caller wrote is treated in another way.
    var asksForBeginning: Bool {
        switch self {
        case .sequence(let steps): steps.contains(where: \.asksForBeginning)
        case .metaspace(let metaspace): metaspace.prepending == .first
        case .split, .byteLevel: false
        }
    }
}
