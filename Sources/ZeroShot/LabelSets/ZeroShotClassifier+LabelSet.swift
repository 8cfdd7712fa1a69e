internal import Foundation

extension ZeroShotClassifier {
    /// Computes the prototypes of the request's classes, or finds them in the cache, to be kept in
    /// a file and used again without tokenizer and text tower.
    ///
    /// - Parameters:
    ///   - request: the classes and how they are averaged; nothing else of it is looked at but what
    ///     the policy judges. Of a request that names a label set, the prompts are computed anew.
    ///   - topics: the rules that judge the request, where they are loaded already.
    /// - Returns: the label set, without ``LabelSet/calibration``.
    /// - Throws: ``Refusal`` before anything is computed; ``CheckpointError``, ``TokenizerError``,
    ///   ``RankingError``, ``LabelSetError/checkpointChanged(folder:)``.
    public func compile(
        _ request: ClassificationRequest, judgedBy topics: RestrictedTopics? = nil
    ) async throws -> LabelSet {
        try RequestPolicy(request).check(against: topics)
        let summary = try checkpoint.summary()
        let tokenizer = try checkpoint.tokenizerFingerprint()
        var classes = ClassificationRequest(prompts: request.prompts)
        classes.averaging = request.averaging
        var vectors: PromptVectors?
        let (results, _) = try await results(of: classes, summary, gathering: &vectors)
        // The fingerprints are those of the files there are now.
        guard checkpoint.hasUnchangedFiles() else {
            throw LabelSetError.checkpointChanged(
                folder: checkpoint.folder.path(percentEncoded: false)
            )
        }
        return LabelSet(
            prompts: request.prompts, promptsFile: request.promptsFile,
            averaging: request.averaging, prototypes: results.prototypes,
            truncated: results.truncated, checkpoint: summary, parity: checkpoint.parity,
            tokenizerFingerprint: tokenizer, code: .current, calibration: nil, file: nil
        )
    }
}
