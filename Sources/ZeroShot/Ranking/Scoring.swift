import Foundation

/// How a family turns similarities into probabilities.
public enum Scoring: Sendable, Equatable {
    /// CLIP: softmax over the labels of `logitScale * similarity`.
    case softmax(logitScale: Float)
    /// SigLIP: sigmoid of `logitScale * similarity + logitBias`, each label on its own.
    case sigmoid(logitScale: Float, logitBias: Float)

    /// One logit for each similarity: scaled, and with sigmoid shifted by the bias.
    public func logits(of similarities: [Float]) -> [Float] {
        similarities.map(logit)
    }

    func logit(of similarity: Float) -> Float {
        switch self {
        case .softmax(let scale): scale * similarity
        case .sigmoid(let scale, let bias): scale * similarity + bias
        }
    }

    /// One probability for each similarity, in the same order.
    ///
    /// The similarities must be finite. With softmax all labels must be there, since they share
    /// the sum.
    public func probabilities(of similarities: [Float]) -> [Float] {
        probabilities(of: similarities, besides: 0)
    }

    /// One probability for each similarity when there are other labels too; `others` as below.
    func probabilities(of similarities: [Float], besides others: Double) -> [Float] {
        probabilities(ofLogits: logits(of: similarities).map(Double.init), besides: others)
    }

    /// One probability for each logit, in the same order; `others` as below.
    func probabilities(ofLogits logits: [Double], besides others: Double = 0) -> [Float] {
        var values = logits
        turnIntoProbabilities(&values, besides: others)
        return values.map { Float($0) }
    }

    /// Turns logits into probabilities, each in its place.
    ///
    /// - Parameters:
    ///   - values: the logits of some labels.
    ///   - others: the sum of the other labels' exponentials, relative to the highest logit of the
    ///     labels given; only softmax reads it.
    func turnIntoProbabilities(_ values: inout [Double], besides others: Double) {
        switch self {
        case .softmax:
            guard let highest = values.max() else { return }
            // Relative to the highest logit no exponential overflows and the sum is at least 1.
            var sum = others
            for index in values.indices {
                values[index] = exp(values[index] - highest)
                sum += values[index]
            }
            for index in values.indices { values[index] /= sum }
        case .sigmoid:
            for index in values.indices { values[index] = 1 / (1 + exp(-values[index])) }
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
