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

    /// What was cut off, or nil for a prompt that fits.
    public let truncation: Truncation?

    /// How many of the ids are padding.
    let padding: Int

    init(ids: [Int32], truncation: Truncation?, padding: Int = 0) {
        self.ids = ids
        self.truncation = truncation
        self.padding = padding
    }

    /// Tokens of the whole prompt, start and end token included, before any cut and without padding.
    public var length: Int { truncation?.tokens ?? ids.count - padding }
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
