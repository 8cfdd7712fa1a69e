/// What an evaluation measures, all of it from the evaluated images alone.
package struct EvaluationMetrics: Sendable, Equatable {
    /// How the low flag falls on right, wrong and unanswerable images.
    package struct Flags: Sendable, Equatable {
        /// Below it, confidence is low.
        package let threshold: Float
        package let lowAmongRight: Proportion
        package let lowAmongWrong: Proportion
        package let lowAmongNone: Proportion
    }

    /// An image whose first place is wrong.
    package struct Mistake: Sendable, Equatable {
        /// Its place among all images, from 0.
        package let image: Int
        package let answer: Int
        package let predicted: Int
        package let best: Prediction
        package let right: Prediction
    }

    /// Images that were ranked and have a right label: what everything else is measured on.
    package let answered: Int
    /// Images that were ranked and have no right label.
    package let none: Int
    /// Images that could not be ranked.
    package let failed: Int

    package let top1: Proportion
    /// Nil with fewer than 6 labels, among which the right one is in the first five by itself.
    package let top5: Proportion?
    /// The mean of one over the rank of the right label, 0...1; nil without images.
    package let meanReciprocalRank: Double?
    package let confusion: ConfusionMatrix
    package let classResults: [ConfusionMatrix.ClassResult]
    package let reliability: ReliabilityDiagram
    package let riskCoverage: RiskCoverageCurve
    package let flags: Flags
    /// How well confidence tells images with a right label from those without (area under the ROC
    /// curve); nil without either.
    package let noneSeparation: Double?
    /// All of them, the most probable first place first.
    package let mistakes: [Mistake]

    /// Measures.
    ///
    /// - Parameters:
    ///   - images: of one evaluation.
    ///   - classes: what their answers and predictions refer to.
    ///   - scoring: the checkpoint's.
    ///   - threshold: below it, confidence is low.
    package init(
        _ images: [EvaluatedImage], _ classes: LabelledClasses, scoring: Scoring, threshold: Float
    ) {
        func confidence(_ best: Prediction) -> Confidence {
            Confidence(best: best, scoring: scoring, threshold: threshold)
        }
        func low(_ places: [Prediction]) -> Proportion {
            Proportion(places.count { confidence($0).flag == .low }, of: places.count)
        }
        let answered = classes.answered(images)
        let outside = images.filter { $0.answer == .noLabel }
            .compactMap(\.ranked?.predictions.first)
        self.answered = answered.count
        none = outside.count
        failed = images.count { $0.failure != nil }
        top1 = Proportion(answered.count(where: \.isRight), of: answered.count)
        top5 =
            classes.labels.count > EvaluatedImage.keptPlaces
            ? Proportion(
                answered.count { $0.right.rank <= EvaluatedImage.keptPlaces }, of: answered.count)
            : nil
        meanReciprocalRank = PairedRanks.meanReciprocal(answered.map(\.right.rank))
        confusion = ConfusionMatrix(
            classCount: classes.labels.count, answered.map { ($0.answer, $0.predicted) })
        classResults = confusion.classResults
        reliability = ReliabilityDiagram(answered.map { ($0.best.probability, $0.isRight) })
        riskCoverage = RiskCoverageCurve(
            answered.map { (confidence($0.best).proxy.value, $0.isRight) })
        flags = Flags(
            threshold: threshold,
            lowAmongRight: low(answered.filter(\.isRight).map(\.best)),
            lowAmongWrong: low(answered.filter { !$0.isRight }.map(\.best)),
            lowAmongNone: low(outside))
        noneSeparation = Separation.areaUnderROC(
            high: answered.map { confidence($0.best).proxy.value },
            low: outside.map { confidence($0).proxy.value })
        mistakes = answered.filter { !$0.isRight }
            .map {
                Mistake(
                    image: $0.index, answer: $0.answer, predicted: $0.predicted, best: $0.best,
                    right: $0.right)
            }
            .sorted {
                ($1.best.probability, $1.best.similarity, $0.image)
                    < ($0.best.probability, $0.best.similarity, $1.image)
            }
    }

    /// The mean recall of the classes that have images; nil when there are none.
    package var meanRecall: Double? { confusion.meanRecall }
}
