internal import Foundation

/// What two evaluations are compared by: of a report, or read from the JSON of an earlier one.
package struct StoredEvaluation: Sendable, Equatable {
    /// One image that was ranked or failed.
    struct Row: Sendable, Equatable {
        /// A place of the ranking.
        struct Place: Sendable, Equatable {
            let label: String
            let similarity: Float
            let probability: Float
        }

        let path: String
        let size: ImageReport.Size?
        /// The right label; nil where none is right.
        let answer: String?
        /// The first place; nil for an image that failed.
        let best: Place?
        /// The rank of the right label; nil where there is none.
        let rank: Int?
        /// The place of the right label; nil where there is none.
        let right: Place?
    }

    /// What computed the scores; only equal ones put them on one scale.
    package struct Scale: Sendable, Equatable {
        package let checkpoint: String
        package let fingerprint: String
        package let parity: String
        package let precision: String

        /// Whether scores of both mean the same.
        func isSame(as other: Scale) -> Bool {
            (fingerprint, parity, precision)
                == (other.fingerprint, other.parity, other.precision)
        }
    }

    /// What messages call it.
    package let name: String
    package let scale: Scale
    /// Each once.
    package let labels: [String]
    /// Which score stands for confidence.
    let proxy: Confidence.Proxy.Kind
    let rows: [Row]

    /// An evaluation that was just made.
    package init(_ report: EvaluationReport, name: String) {
        self.name = name
        scale = Scale(report.run)
        labels = report.classes.labels
        proxy = report.run.scoring.proxyKind
        rows = report.images.map { Row($0, report.classes) }
    }
}

extension StoredEvaluation.Scale {
    /// Of a run that is being made.
    package init(_ run: RunReport) {
        self.init(
            checkpoint: run.checkpoint.id, fingerprint: run.checkpoint.fingerprint,
            parity: run.parity.rawValue, precision: run.checkpoint.precision)
    }
}

extension StoredEvaluation.Row {
    fileprivate init(_ image: EvaluatedImage, _ classes: LabelledClasses) {
        path = image.path
        size = image.size
        answer =
            switch image.answer {
            case .label(let label): classes.labels[label]
            case .noLabel: nil
            }
        best = image.ranked?.predictions.first.map(Place.init)
        rank = image.ranked?.answer?.rank
        right = image.ranked?.answer.map(Place.init)
    }
}

extension StoredEvaluation.Row.Place {
    fileprivate init(_ prediction: Prediction) {
        self.init(
            label: prediction.label, similarity: prediction.similarity,
            probability: prediction.probability)
    }
}
