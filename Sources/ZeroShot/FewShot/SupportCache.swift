internal import Crypto
internal import Foundation

/// Embeddings of support images, and what they add to the logits of their labels.
struct SupportCache: Sendable, Equatable {
    /// The embeddings, one row of unit length for each support image `[S, E]`.
    private let embeddings: Embeddings
    /// The rows of each label's images; equal labels have the same ones.
    private let rows: [[Int]]
    private let alpha: Double
    private let beta: Double

    /// - Parameters:
    ///   - embeddings: of unit length.
    ///   - labels: of each row, the place of its label, of equal labels the first.
    ///   - names: the labels.
    ///   - alpha: how much the images weigh beside the prompts.
    ///   - beta: how near an image must lie to count.
    init(
        _ embeddings: Embeddings, labels: [Int], of names: [String], alpha: Double, beta: Double
    ) {
        precondition(labels.count == embeddings.count, "one label for each support image")
        self.embeddings = embeddings
        self.alpha = alpha
        self.beta = beta
        let rowsOfLabel = Dictionary(grouping: labels.indices) { labels[$0] }
        rows = EqualLabels.firstPlaces(names).map { rowsOfLabel[$0] ?? [] }
    }

    /// A SHA-256 over the images' embeddings, in hexadecimal.
    var fingerprint: String {
        var hash = SHA256()
        hash.update(data: Data(embeddings.values[...].littleEndianBytes))
        return Hexadecimal.text(hash.finalize())
    }

    /// What is added to each label's logit for one image of unit length; 0 or more.
    ///
    /// The sum over a label's images, not their mean: the article's form, in which a label with
    /// more images gains more.
    func logits(ofRow row: Int, of images: Embeddings) -> [Double] {
        let affinities = (0..<embeddings.count).map { support in
            let similarity = embeddings.similarity(ofRow: support, toRow: row, of: images)
            return exp(-beta * (1 - Double(similarity)))
        }
        return rows.map { rows in alpha * rows.reduce(0) { $0 + affinities[$1] } }
    }

    /// The ranking by the sum of both logits; equal ones keep the caller's order.
    ///
    /// - Parameters:
    ///   - ranking: of one image, with all labels in it.
    ///   - support: what is added to each label's logit.
    ///   - scoring: reads the sums as probabilities.
    /// - Returns: all labels.
    static func blended(
        _ ranking: Ranking, with support: [Double], scoring: Scoring
    ) -> Ranking {
        let sums = ranking.predictions.map { prediction in
            (prediction, scoring.logit(of: prediction.similarity) + support[prediction.labelIndex])
        }.sorted { first, second in
            first.1 == second.1 ? first.0.labelIndex < second.0.labelIndex : first.1 > second.1
        }
        let probabilities = scoring.probabilities(ofLogits: sums.map(\.1))
        return Ranking(
            predictions: zip(sums, probabilities).enumerated().map { place, entry in
                let prediction = entry.0.0
                return Prediction(
                    rank: place + 1, label: prediction.label, labelIndex: prediction.labelIndex,
                    similarity: prediction.similarity, probability: entry.1,
                    supportLogit: Float(support[prediction.labelIndex]))
            })
    }
}

extension Scoring {
    /// The logit of one similarity in double precision, in which different ones stay different.
    fileprivate func logit(of similarity: Float) -> Double {
        switch self {
        case .softmax(let scale): Double(scale) * Double(similarity)
        case .sigmoid(let scale, let bias): Double(scale) * Double(similarity) + Double(bias)
        }
    }
}
