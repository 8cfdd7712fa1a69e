internal import Foundation

/// Similarities of labelled images, and what follows from them.
struct LabelledScores {
    /// One row for each image, one value for each label `[N, L]`.
    let similarities: [[Float]]
    /// The place of the right label; nil for an image that shows none of them.
    let answers: [Int?]
    /// The first label that bears the same name, which equal labels have in common.
    let names: [Int]
    /// The label of each image's first place.
    let first: [Int]

    /// - Throws: ``CalibrationError`` for a similarity that is no finite number.
    init(similarities: [[Float]], answers: [Int?], labels: [String]?) throws {
        precondition(similarities.count == answers.count, "one answer for each image")
        let count = labels?.count ?? similarities.first?.count ?? 0
        precondition(
            similarities.allSatisfy { $0.count == count }, "one similarity for each label")
        precondition(
            answers.allSatisfy { $0.map((0..<count).contains) ?? true },
            "answers are among the labels")
        if let image = similarities.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
            throw CalibrationError.similarity(image: image)
        }
        self.similarities = similarities
        self.answers = answers
        names = labels.map(EqualLabels.firstPlaces) ?? Array(0..<count)
        // Of equal values the first one, as in a ranking.
        first = similarities.map { row in row.indices.max { row[$0] < row[$1] } ?? 0 }
    }

    /// Whether the first place is the right label, or one of the same name.
    func isRight(_ image: Int) -> Bool {
        answers[image].map { names[$0] == names[first[image]] } ?? false
    }

    /// Whether the image shows a label.
    func shows(_ label: Int, _ image: Int) -> Bool {
        answers[image].map { names[$0] == names[label] } ?? false
    }

    /// How far the first place lies before the next label of another name; nil without one.
    func margin(_ image: Int) -> Float? {
        let row = similarities[image]
        let best = first[image]
        let others = row.indices.lazy.filter { names[$0] != names[best] }.map { row[$0] }
        return others.max().map { row[best] - $0 }
    }

    /// What thresholds are compared with: similarities where probabilities are a softmax, else
    /// probabilities.
    func proxies(_ image: Int, _ scoring: Scoring) -> [Float] {
        switch scoring.proxyKind {
        case .similarity: similarities[image]
        case .probability: scoring.probabilities(of: similarities[image])
        }
    }
}

extension LabelledScores {
    /// How well probabilities fit the answers; nil when no image shows a label.
    func quality(_ scoring: Scoring) -> CalibrationFit.Quality? {
        let known = answers.indices.filter { answers[$0] != nil }
        guard !known.isEmpty else { return nil }
        return CalibrationFit.Quality(
            negativeLogLikelihood: negativeLogLikelihood(scoring),
            expectedCalibrationError: expectedCalibrationError(known, scoring)
        )
    }

    /// How unlikely what is so was held to be; see ``CalibrationFit/Quality``.
    private func negativeLogLikelihood(_ scoring: Scoring) -> Double {
        var (sum, terms) = (0.0, 0)
        for (image, row) in similarities.enumerated() {
            let logits = scoring.logits(of: row).map(Double.init)
            switch scoring {
            case .softmax:
                guard let answer = answers[image], let highest = logits.max() else { continue }
                let total = logits.reduce(0) { $0 + exp($1 - highest) }
                sum += highest + log(total) - logits[answer]
                terms += 1
            case .sigmoid:
                for (label, logit) in logits.enumerated() {
                    // -log sigmoid(x), written so that no exponential overflows.
                    let x = shows(label, image) ? logit : -logit
                    sum += max(0, -x) + log1p(exp(-abs(x)))
                    terms += 1
                }
            }
        }
        return sum / Double(max(1, terms))
    }

    /// The mean distance between the first places' probability and how often they are right, in
    /// bins of equal width, each weighed by its images.
    private func expectedCalibrationError(_ images: [Int], _ scoring: Scoring) -> Double {
        let bins = CalibrationFit.bins
        var probability = [Double](repeating: 0, count: bins)
        var right = [Double](repeating: 0, count: bins)
        for image in images {
            let value = Double(scoring.probabilities(of: similarities[image])[first[image]])
            let bin = min(bins - 1, Int(value * Double(bins)))
            probability[bin] += value
            right[bin] += isRight(image) ? 1 : 0
        }
        return zip(probability, right).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(images.count)
    }
}

/// Labels that repeat an earlier one.
enum EqualLabels {
    /// For each label the first place at which it stands.
    static func firstPlaces(_ labels: [String]) -> [Int] {
        var places: [String: Int] = [:]
        return labels.enumerated().map { place, label in
            let first = places[label] ?? place
            places[label] = first
            return first
        }
    }
}
