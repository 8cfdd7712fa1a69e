/// The labels nearest to one image, best first.
public struct Ranking: Sendable, Equatable {
    /// At most as many as were asked for.
    public let predictions: [Prediction]
}

/// One place of a ranking.
public struct Prediction: Sendable, Equatable {
    /// 1 for the nearest label.
    public let rank: Int
    /// The label as the caller wrote it.
    public let label: String
    /// Its position in the caller's list, from 0; it tells equal labels apart.
    public let labelIndex: Int
    /// Cosine of image embedding and prototype, -1...1.
    public let similarity: Float
    /// See ``Scoring``, 0...1.
    public let probability: Float
    /// With ``ClassificationRequest/isMultiLabel``: whether the label passes its own threshold.
    public package(set) var decision: Bool?
    /// With ``ClassificationRequest/support``: what the support images add to the label's logit,
    /// 0 or more.
    public package(set) var supportLogit: Float?
}
