/// How far the first place of a ranking carries, as far as one number can tell.
public struct Confidence: Sendable, Equatable {
    /// The number that stands for confidence; it is not the chance of being right.
    public struct Proxy: Sendable, Equatable {
        /// Where the number comes from.
        public enum Kind: String, Sendable {
            /// The top-1 similarity, where probabilities are a softmax.
            case similarity
            /// The top-1 probability, where probabilities are sigmoids.
            case probability
        }

        /// Where the number comes from.
        public let kind: Kind
        /// -1...1 for a similarity, 0...1 for a probability.
        public let value: Float
    }

    /// On which side of the threshold the proxy lies.
    public enum Flag: String, Sendable {
        /// At the threshold or above it.
        case ok
        /// Below the threshold.
        case low
    }

    /// The threshold where nobody sets one.
    public static let defaultThreshold: Float = 0.2

    /// The number that stands for confidence.
    public let proxy: Proxy
    /// The proxy is low below it.
    public let threshold: Float

    /// The confidence in the best place of a ranking; the threshold must be finite.
    public init(best: Prediction, scoring: Scoring, threshold: Float = defaultThreshold) {
        precondition(threshold.isFinite, "a threshold is a finite number")
        let value =
            switch scoring.proxyKind {
            case .similarity: best.similarity
            case .probability: best.probability
            }
        proxy = Proxy(kind: scoring.proxyKind, value: value)
        self.threshold = threshold
    }

    /// On which side of the threshold the proxy lies.
    public var flag: Flag { proxy.value < threshold ? .low : .ok }

    /// The proxy in few digits, but enough to see on which side of the threshold it lies.
    var readableValue: String { proxy.value.text(telling: threshold) }
}
