/// What labelled images taught about one checkpoint's scores for one list of labels.
public struct Calibration: Codable, Sendable, Equatable {
    /// Logits are divided by it before they become probabilities; above 0.
    public var temperature: Double
    /// Below it the confidence in an image's first place is flagged low, and the answer is none of these.
    public var threshold: Float
    public init(temperature: Double, threshold: Float) { self.temperature = temperature; self.threshold = threshold }
}
