/// A checkpoint's tokenizer, read when it is first asked for.
actor DeferredTokenizer {
    private let checkpoint: Checkpoint
    private var tokenizer: (any Tokenizer)?

    init(of checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
    }

    /// - Throws: `CheckpointError` or `TokenizerError`.
    func loaded() throws -> any Tokenizer {
        if let tokenizer { return tokenizer }
        let read = try checkpoint.loadTokenizer()
        tokenizer = read
        return read
    }
}
