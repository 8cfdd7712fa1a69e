/// The labels nearest to one image, best first.
public struct Ranking: Sendable, Equatable {
    /// At most as many as were asked for.
    public let predictions: [Prediction]

    /// Ranks labels by similarity; equal values keep the caller's order.
    ///
    /// - Parameters:
    ///   - similarities: one for each label, in the labels' order.
    ///   - labels: the caller's labels.
    ///   - scoring: turns the similarities of all labels into probabilities.
    ///   - top: how many to keep; all of them when there are fewer.
    /// - Throws: ``RankingError/similarity(label:)`` for a NaN or infinite similarity.
    public init(
        similarities: [Float], labels: [String], scoring: Scoring, top: Int
    ) throws {
        precondition(similarities.count == labels.count, "one similarity for each label")
        precondition(top > 0, "a ranking keeps at least one label")
        if let index = similarities.firstIndex(where: { !$0.isFinite }) {
            throw RankingError.similarity(label: labels[index])
        }
        let probabilities = scoring.probabilities(of: similarities)
        predictions = Self.best(top, of: similarities).enumerated().map { place, index in
            Prediction(
                rank: place + 1,
                label: labels[index],
                labelIndex: index,
                similarity: similarities[index],
                probability: probabilities[index]
            )
        }
    }

    /// Indices of the highest values, highest first, the earlier of two equal ones first.
    ///
    /// A buffer of twice the wanted size is sorted and halved whenever it is full, so 100,000
    /// labels cost one pass and a few small sorts.
    private static func best(_ wanted: Int, of values: [Float]) -> [Int] {
        func precedes(_ first: Int, _ second: Int) -> Bool {
            values[first] == values[second] ? first < second : values[first] > values[second]
        }
        let kept = min(wanted, values.count)
        var best: [Int] = []
        var bar = -Float.infinity
        for index in values.indices where values[index] > bar {
            best.append(index)
            if best.count == 2 * kept {
                best.sort(by: precedes)
                best.removeLast(kept)
                bar = values[best[kept - 1]]
            }
        }
        return Array(best.sorted(by: precedes).prefix(kept))
    }
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
}
