import Foundation

/// How a family turns similarities into probabilities.
public enum Scoring: Sendable, Equatable {
    /// CLIP: softmax over the labels of `logitScale * similarity`.
    case softmax(logitScale: Float)
    /// SigLIP: sigmoid of `logitScale * similarity + logitBias`, each label on its own.
    case sigmoid(logitScale: Float, logitBias: Float)

    /// One logit for each similarity: scaled, and with sigmoid shifted by the bias.
    public func logits(of similarities: [Float]) -> [Float] {
        switch self {
        case .softmax(let scale): similarities.map { scale * $0 }
        case .sigmoid(let scale, let bias): similarities.map { scale * $0 + bias }
        }
    }

    /// One probability for each similarity, in the same order.
    ///
    /// The similarities must be finite. With softmax all labels must be there, since they share
    /// the sum.
    public func probabilities(of similarities: [Float]) -> [Float] {
        probabilities(of: similarities, besides: 0)
    }

    /// One probability for each similarity when there are other labels too.
    ///
    /// - Parameters:
    ///   - similarities: of some labels.
    ///   - others: the sum of the other labels' exponentials, relative to the highest logit of the
    ///     labels given; only softmax reads it.
    /// - Returns: the probabilities of the labels given, in their order.
    func probabilities(of similarities: [Float], besides others: Double) -> [Float] {
        probabilities(ofLogits: logits(of: similarities).map(Double.init), besides: others)
    }

    /// One probability for each logit, in the same order; `others` as above.
    func probabilities(ofLogits logits: [Double], besides others: Double = 0) -> [Float] {
        switch self {
        case .softmax:
            guard let highest = logits.max() else { return [] }
            // Relative to the highest logit no exponential overflows and the sum is at least 1.
            let exponentials = logits.map { exp($0 - highest) }
            let sum = exponentials.reduce(others, +)
            return exponentials.map { Float($0 / sum) }
        case .sigmoid:
            return logits.map { Float(1 / (1 + exp(-$0))) }
        }
    }

    /// The factor of logits that share a softmax; nil when each label stands on its own.
    var softmaxScale: Float? {
        switch self {
        case .softmax(let scale): scale
        case .sigmoid: nil
        }
    }

    /// What the top-1 score is read from as a proxy for confidence.
    ///
    /// Where probabilities are sigmoids it is the probability: SigLIP's similarities of right
    /// answers lie near 0.1.
    var proxyKind: Confidence.Proxy.Kind {
        switch self {
        case .softmax: .similarity
        case .sigmoid: .probability
        }
    }
}
