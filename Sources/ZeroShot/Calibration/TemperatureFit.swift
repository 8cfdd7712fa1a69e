internal import Foundation

/// The temperature under which labelled images are likeliest.
///
/// In the inverse temperature the negative log-likelihood is convex, with a softmax and with
/// sigmoids, so its slope rises and the best temperature lies where the slope is 0: halving an
/// interval finds it, whatever the data. Where the slope keeps its sign within the bounds, there is
/// no best temperature to be learnt.
enum TemperatureFit: Equatable {
    /// The best temperature, and for sigmoids the shift that belongs to it.
    case found(temperature: Double, shift: Double)
    /// Ever lower ones fit better: the right labels lead everywhere, or nearly.
    case everLower
    /// Ever higher ones fit better: the right labels are no nearer than the others.
    case everHigher

    /// A checkpoint whose probabilities are further off than by such a factor has other troubles.
    static let bounds = 0.05...20.0

    /// Temperature and shift for the images that show a label; for sigmoids the others teach too.
    init(_ scores: LabelledScores, scoring: Scoring) {
        switch scoring {
        case .softmax: self.init(softmax: scores, scoring)
        case .sigmoid: self.init(sigmoid: scores, scoring)
        }
    }

    private init(softmax scores: LabelledScores, _ scoring: Scoring) {
        // Logits relative to the highest one: no exponential of them overflows.
        let images = scores.answers.indices.compactMap { image in
            scores.answers[image].map { answer in
                let logits = scoring.logits(of: scores.similarities[image]).map(Double.init)
                let highest = logits.max() ?? 0
                return (logits: logits.map { $0 - highest }, answer: answer)
            }
        }
        self.init(shift: { _ in 0 }) { inverse in
            // Of one image: the mean logit under the softmax, less the right label's.
            images.reduce(0) { sum, image in
                var (total, weighted) = (0.0, 0.0)
                for logit in image.logits {
                    let weight = exp(inverse * logit)
                    total += weight
                    weighted += weight * logit
                }
                return sum + weighted / total - image.logits[image.answer]
            }
        }
    }

    private init(sigmoid scores: LabelledScores, _ scoring: Scoring) {
        var pairs: [LogisticPairs.Pair] = []
        for (image, row) in scores.similarities.enumerated() {
            for (label, logit) in scoring.logits(of: row).enumerated() {
                pairs.append((Double(logit), scores.shows(label, image)))
            }
        }
        guard let pairs = LogisticPairs(pairs) else {
            // One label that every image shows.
            self = .everLower
            return
        }
        self.init(shift: pairs.shift) { inverse in
            pairs.slope(inverse, shift: pairs.shift(inverse))
        }
    }

    /// - Parameters:
    ///   - shift: the best shift at an inverse temperature.
    ///   - slope: of the negative log-likelihood there; rises with the inverse temperature.
    private init(shift: (Double) -> Double, slope: (Double) -> Double) {
        var low = 1 / Self.bounds.upperBound
        var high = 1 / Self.bounds.lowerBound
        guard slope(low) < 0 else {
            self = .everHigher
            return
        }
        guard slope(high) > 0 else {
            self = .everLower
            return
        }
        // As fine as float32 tells logits apart, and more.
        while high / low > 1 + 1e-10 {
            let middle = (low * high).squareRoot()
            if slope(middle) < 0 { low = middle } else { high = middle }
        }
        let inverse = (low * high).squareRoot()
        self = .found(temperature: 1 / inverse, shift: shift(inverse))
    }
}

/// Logits that are to tell true from false under `sigmoid(inverse * logit + shift)`.
private struct LogisticPairs {
    typealias Pair = (logit: Double, isTrue: Bool)

    private let pairs: [Pair]
    private let numberTrue: Double
    private let range: ClosedRange<Double>

    /// Nil unless some are true and some are false: the shift would have no bound.
    init?(_ pairs: [Pair]) {
        let numberTrue = pairs.count(where: \.isTrue)
        guard numberTrue > 0, numberTrue < pairs.count,
            let lowest = pairs.lazy.map(\.logit).min(), let highest = pairs.lazy.map(\.logit).max()
        else { return nil }
        self.pairs = pairs
        self.numberTrue = Double(numberTrue)
        range = lowest...highest
    }

    /// The shift under which as many are true, in expectation, as are.
    ///
    /// Newton's steps, and a halved interval where one of them leaves it.
    func shift(_ inverse: Double) -> Double {
        // With one, all together are expected to be true less than once; with the other, all are.
        var low = -inverse * range.upperBound - log(Double(pairs.count))
        var high = -inverse * range.lowerBound + log(Double(pairs.count))
        var shift = (low + high) / 2
        for _ in 0..<100 {
            var (excess, steepness) = (-numberTrue, 0.0)
            for pair in pairs {
                let probability = Self.sigmoid(inverse * pair.logit + shift)
                excess += probability
                steepness += probability * (1 - probability)
            }
            if excess < 0 { low = shift } else { high = shift }
            let step = shift - excess / steepness
            let next = step > low && step < high ? step : (low + high) / 2
            if abs(next - shift) <= 1e-12 * max(1, abs(shift)) { return next }
            shift = next
        }
        return shift
    }

    /// The slope of the negative log-likelihood in the inverse temperature.
    func slope(_ inverse: Double, shift: Double) -> Double {
        pairs.reduce(0) { sum, pair in
            let probability = Self.sigmoid(inverse * pair.logit + shift)
            return sum + (probability - (pair.isTrue ? 1 : 0)) * pair.logit
        }
    }

    private static func sigmoid(_ value: Double) -> Double { 1 / (1 + exp(-value)) }
}
