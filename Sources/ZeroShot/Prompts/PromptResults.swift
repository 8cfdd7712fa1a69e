/// What a run learns from its prompts: all that tokenizer and text tower are needed for.
struct PromptResults: Sendable, Equatable {
    let prototypes: ClassPrototypes
    /// The prompts that the tokenizer had to cut, in the order of the classes.
    let truncated: [TruncatedPrompt]
}
