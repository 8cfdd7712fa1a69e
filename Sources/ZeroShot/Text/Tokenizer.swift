/// Turns a prompt into the token ids that a text tower reads.
public protocol Tokenizer: Sendable {
    /// The most tokens a text tower takes, start and end token included.
    var contextLength: Int { get }

    /// The ids of a prompt, between start and end token, cut to the context length and not padded.
    func encode(_ text: String) -> TokenizedText
}

/// The token ids of one prompt, and what was cut off to make it fit.
public struct TokenizedText: Sendable, Equatable {
    /// Token ids, start and end token included; at most the context length.
    public let ids: [Int32]

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
