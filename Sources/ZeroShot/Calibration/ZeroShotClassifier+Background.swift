extension ZeroShotClassifier {
    /// Embeds prompts for what pictures of none of the labels show.
    ///
    /// `Calibration.fitted` learns from them whether they help.
    ///
    /// - Parameters:
    ///   - prompts: each on its own, at least one; what is longer than the context is cut.
    ///   - topics: the rules that judge them, where they are loaded already.
    /// - Returns: the prompts with one row of unit length for each.
    /// - Throws: ``Refusal`` for prompts that would be refused as labels; ``CheckpointError``,
    ///   ``TokenizerError``, ``RankingError``.
    public func background(
        _ prompts: [String] = Calibration.Background.standardPrompts,
        judgedBy topics: RestrictedTopics? = nil
    ) async throws -> Calibration.Background {
        try RequestPolicy(labels: prompts, isRanking: false).check(against: topics)
        let tokenizer = try await tokenizer.loaded()
        return Calibration.Background(
            prompts: prompts,
            embeddings: try await encoder.embed(texts: prompts.map { tokenizer.encode($0) })
        )
    }
}
