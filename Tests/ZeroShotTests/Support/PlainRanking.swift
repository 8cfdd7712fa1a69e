@testable import ZeroShot

extension Ranking {
    /// What a ranking is, written down plainly: all labels sorted, probabilities over all of them.
    init(similarities: [Float], labels: [String], scoring: Scoring, top: Int) {
        let probabilities = scoring.probabilities(of: similarities)
        let order = similarities.indices.sorted { first, second in
            similarities[first] == similarities[second]
                ? first < second : similarities[first] > similarities[second]
        }
        self.init(
            predictions: order.prefix(top).enumerated().map { place, index in
                Prediction(
                    rank: place + 1, label: labels[index], labelIndex: index,
                    similarity: similarities[index], probability: probabilities[index]
                )
            })
    }
}
