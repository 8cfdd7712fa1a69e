/// Turns a prompt into the token ids that a text tower reads.
public protocol Tokenizer: Sendable {
    /// The most tokens a text tower takes, start and end token included.
    var contextLength: Int { get }

    /// What the text tower takes: the ids of a prompt with its special tokens, cut to the context
    /// length, and padded to it where the tower asks for that.
    func encode(_ text: String) -> TokenizedText
}

/// The token ids of one prompt, and what was cut off to make it fit.
public struct TokenizedText: Sendable, Equatable {
    /// Token ids, special tokens included: at most the context length, and exactly that many where
    /// the text tower takes padded prompts.
    public let ids: [Int32]

    /// How many tokens the prompt has, special tokens included: before anything was cut off, and
    /// without padding.
    public let tokens: Int

    /// What was cut off, or nil for a prompt that fits.
    public let truncation: Truncation?
}

/// What was lost of a prompt longer than the context.
public struct Truncation: Sendable, Equatable {
    /// Tokens before the cut, start and end token included.
    public let tokens: Int

    /// The context length.
    public let limit: Int

    /// The end of the prompt that the text tower does not see.
    ///
    /// As the caller wrote it where that can be told, else as the tokenizer cleaned it (lower case).
    public let lost: String
}
