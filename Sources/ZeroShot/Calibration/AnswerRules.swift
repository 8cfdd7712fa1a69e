/// What a run follows besides the ranking by prompts, checked before anything is computed.
struct AnswerRules {
    /// What labelled images taught; nil where support images take part, since it was learnt
    /// without them.
    let calibration: Calibration?
    /// Nil where labels are not decided on their own.
    let decisions: LabelDecisions?

    /// - Throws: ``CalibrationError``, ``SupportError``, ``Refusal`` for background prompts, which
    ///   an answer may name.
    init(
        _ request: ClassificationRequest, _ checkpoint: Checkpoint,
        judgedBy topics: RestrictedTopics?
    ) throws {
        if let background = request.calibration?.background {
            try RequestPolicy(
                labels: background.prompts, consentPolicy: request.people.consentPolicy,
                isRanking: false
            ).check(against: topics)
        }
        try request.support?.validate()
        try request.calibration?.validate(
            labels: request.prompts.labels.count, dimension: checkpoint.embeddingDimension)
        calibration = request.support == nil ? request.calibration : nil
        decisions =
            request.isMultiLabel
            ? try LabelDecisions(
                calibration, scoring: checkpoint.scoring, withSupport: request.support != nil) : nil
    }
}
