/// Other prompts on the same images, compared with the run's own.
package struct VariantResult: Sendable, Equatable {
    /// As the caller wrote it.
    package let name: String
    /// The prompts that it stands for.
    package let prompts: PromptSummary
    package let top1: Proportion
    /// Nil with fewer than 6 labels.
    package let top5: Proportion?
    package let meanRecall: Double?
    /// The run's own prompts first, the variant's second.
    package let accuracy: PairedAccuracy
    package let ranks: PairedRanks

    /// Compares.
    ///
    /// - Parameters:
    ///   - name: as the caller wrote it.
    ///   - run: what the report says of the variant.
    ///   - first: the images with the run's own prompts.
    ///   - second: the same images with the variant's.
    ///   - classes: what answers and predictions of both refer to.
    package init(
        name: String, run: RunReport, first: [EvaluatedImage], second: [EvaluatedImage],
        _ classes: LabelledClasses
    ) {
        self.name = name
        prompts = PromptSummary(run)
        let metrics = EvaluationMetrics(
            second, classes, scoring: run.scoring, threshold: Confidence.defaultThreshold)
        top1 = metrics.top1
        top5 = metrics.top5
        meanRecall = metrics.meanRecall
        let (first, second) = (classes.answered(first), classes.answered(second))
        accuracy = PairedAccuracy(first: first.map(\.isRight), second: second.map(\.isRight))
        ranks = PairedRanks(first: first.map(\.right.rank), second: second.map(\.right.rank))
    }
}

/// What the prompts of a run were made of.
package struct PromptSummary: Sendable, Equatable {
    package let templates: [String]
    package let promptsFile: String?
    package let averaging: ClassPrototypes.Averaging
    package let count: Int

    package init(_ run: RunReport) {
        templates = run.templates
        promptsFile = run.promptsFile
        averaging = run.averaging
        count = run.prompts.count
    }
}
