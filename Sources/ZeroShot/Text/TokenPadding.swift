/// How many ids a tokenizer yields for a prompt that is shorter than the context.
package enum TokenPadding: Sendable {
    /// As many as the prompt has.
    case none
    /// As many as the context holds; padding tokens make up the rest.
    case toContextLength
}

/// The side of a prompt on which padding tokens stand.
enum TokenPaddingSide: String, Sendable {
    case left
    case right
}

/// The token that makes up for missing ones.
struct TokenPad: Equatable, Sendable {
    let id: Int32
    let side: TokenPaddingSide
}

extension TokenizedText {
    /// As many ids as the context holds.
    func padded(with pad: TokenPad, to contextLength: Int) -> TokenizedText {
        let missing = [Int32](repeating: pad.id, count: max(0, contextLength - ids.count))
        return TokenizedText(
            ids: pad.side == .right ? ids + missing : missing + ids, tokens: tokens,
            truncation: truncation
        )
    }
}
