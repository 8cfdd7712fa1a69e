/// All that an evaluation has to say.
package struct EvaluationReport: Sendable {
    /// The version of the report's JSON form.
    package static let schema = "zeroshot.evaluation/1"

    /// Where the images came from.
    package struct Input: Sendable, Equatable {
        package enum Kind: String, Sendable {
            /// A folder whose folders are named after classes.
            case folder
            /// A CSV file with the columns path and label.
            case csv
        }

        package let path: String
        package let kind: Kind
        /// What images are called that none of the labels is right for.
        package let noneName: String?

        package init(path: String, kind: Kind, noneName: String?) {
            self.path = path
            self.kind = kind
            self.noneName = noneName
        }
    }

    /// What took how long, in seconds.
    package struct Times: Sendable, Equatable {
        /// Opening the checkpoint, building the towers, the labels' prototypes.
        package var load = 0.0
        /// Reading, decoding and embedding the images, which go on side by side.
        package var images = 0.0
        /// Ranking, and everything that is measured.
        package var rank = 0.0

        package init() {}
    }

    /// The labels and prompts of the run, and what is known of the checkpoint.
    package let run: RunReport
    package let input: Input
    package let classes: LabelledClasses
    /// In the order of the folder or CSV file.
    package let images: [EvaluatedImage]
    package let metrics: EvaluationMetrics
    /// In the caller's order.
    package let variants: [VariantResult]
    /// The evaluation that this one was compared with.
    package var comparison: EvaluationComparison?
    /// What the images taught, where that was asked for.
    package var learnt: LearntCalibration?
    package var times = Times()
    /// Bytes of all image embeddings.
    package let embeddingBytes: Int

    /// Measures what the images say.
    ///
    /// - Parameters:
    ///   - run: of the run's own prompts.
    ///   - input: where the images came from.
    ///   - classes: what the images' answers refer to.
    ///   - images: with the run's own prompts.
    ///   - variants: other prompts on the same images.
    ///   - threshold: below it, confidence is low.
    ///   - embeddingBytes: of all image embeddings.
    package init(
        run: RunReport, input: Input, classes: LabelledClasses, images: [EvaluatedImage],
        variants: [VariantResult] = [], threshold: Float = Confidence.defaultThreshold,
        embeddingBytes: Int = 0
    ) {
        self.run = run
        self.input = input
        self.classes = classes
        self.images = images
        self.variants = variants
        self.embeddingBytes = embeddingBytes
        metrics = EvaluationMetrics(
            images, classes, scoring: run.scoring, threshold: threshold)
    }

    /// The classes with the lowest recall first, those without images last.
    var classesByRecall: [Int] {
        classes.labels.indices.sorted { first, second in
            let (one, other) = (metrics.classResults[first], metrics.classResults[second])
            return (one.recall.value ?? 2, first) < (other.recall.value ?? 2, second)
        }
    }

    /// The images of the mistakes that the page shows, by their places: for these a caller may make
    /// thumbnails.
    package var shownMistakes: [Int] {
        metrics.mistakes.prefix(EvaluationPage.shownMistakes).map(\.image)
    }

    /// What is to be known when reading the report.
    package var notices: [Notice] {
        var notices = run.notices
        if metrics.top5 == nil {
            notices.append(.evaluation(.topFiveLeftOut(labels: classes.labels.count)))
        }
        let empty = zip(classes.labels, metrics.classResults).filter { $1.recall.total == 0 }
        if !empty.isEmpty {
            notices.append(.evaluation(.classesWithoutImages(empty.map(\.0))))
        }
        if metrics.answered < EvaluationNotice.fewImages {
            notices.append(.evaluation(.fewImages(metrics.answered)))
        }
        if !variants.isEmpty {
            notices.append(.evaluation(.promptsChosenOnImages(comparisons: variants.count)))
        }
        return notices
    }
}
