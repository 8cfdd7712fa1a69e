extension PromptCheck {
    /// Checks prompts with a checkpoint: its tokenizer, and, where classes have sentences, its text
    /// tower.
    ///
    /// - Parameters:
    ///   - prompts: the classes; whether they may be ranked has been judged.
    ///   - encoder: both towers of the checkpoint.
    ///   - similarity: from which cosine on two sentences of a class count as nearly the same.
    ///   - progress: told the sentences embedded so far.
    /// - Throws: `CheckpointError`, `TokenizerError`, `RankingError`, `CancellationError`.
    package init(
        _ prompts: ClassPrompts, with encoder: DualEncoder,
        similarity: Float = defaultSimilarity,
        progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) async throws {
        let tokenizer = try encoder.checkpoint.loadTokenizer()
        self.init(
            prompts, contextLength: tokenizer.contextLength, similarity: similarity
        )
        let sentences = prompts.sentences.reduce(0) { $0 + $1.count }
        var embedded = 0
        for index in prompts.labels.indices {
            let tokens = prompts.prompts(ofClass: index).map(tokenizer.encode)
            add(index, of: prompts, tokens: tokens)
            guard sentences > 0 else { continue }
            let own = Array(tokens.suffix(prompts.sentences[index].count))
            add(index, of: prompts, embeddings: try await encoder.embed(texts: own))
            embedded += own.count
            progress(embedded, sentences)
            try Task.checkCancellation()
        }
    }
}
