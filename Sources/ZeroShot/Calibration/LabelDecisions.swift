/// How each label is decided on its own.
public struct LabelDecisions: Sendable, Equatable {
    /// A label is true at its threshold and above, one for each label in the order of the labels.
    ///
    /// Of the similarity where probabilities are a softmax, else of the probability. Nil where all
    /// are decided at a probability of 0.5.
    public let thresholds: [Float]?

    /// - Throws: ``CalibrationError`` where labels compete and there are no thresholds.
    init(_ calibration: Calibration?, scoring: Scoring, withSupport: Bool) throws {
        thresholds = calibration?.labelThresholds
        guard thresholds == nil else { return }
        switch scoring {
        case .softmax:
            throw withSupport
                ? CalibrationError.multiLabelWithSupport
                : CalibrationError.multiLabelWithoutThresholds
        case .sigmoid: break
        }
    }

    /// Whether the label of one place is true.
    func isTrue(_ place: Prediction, _ scoring: Scoring) -> Bool {
        let value =
            switch scoring.proxyKind {
            case .similarity: place.similarity
            case .probability: place.probability
            }
        return value >= (thresholds?[place.labelIndex] ?? 0.5)
    }
}
