/// A step that writes spaces as a visible character and splits in front of it.
///
/// Source: `Metaspace` in Hugging Face tokenizers.
struct Metaspace: Equatable, Sendable {
    /// Which words get a replacement in front when they begin with none.
    enum Prepending: String, CaseIterable, Sendable {
        case always
        /// Only the word at the beginning of what the caller wrote.
        case first
        case never
    }

    var replacement: Unicode.Scalar = "\u{2581}"
    var prepending = Prepending.always
    var splits = true

    func callAsFunction(_ text: inout PreTokenizedText, isFirst: Bool) {
        text.rewrite(
            inserting: { word, origin in
                let begins = word.first == " " || word.first == replacement
                let prepends =
                    switch prepending {
                    case .always: true
                    case .first: isFirst && origin == 0
                    case .never: false
                    }
                return prepends && !begins ? [replacement] : []
            },
            replacing: { $1.append($0 == " " ? replacement : $0) }
        )
        guard splits else { return }
        let split = TextSplit(at: .literal([replacement]), behavior: .mergedWithNext)
        text.split(split.parts)
    }
}
