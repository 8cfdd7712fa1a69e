import Foundation

/// The running rankings of up to sixteen images, one in each lane of a vector.
///
/// Scores come from a matrix product in float32. They decide which labels are looked at again, and
/// make up the sum of the softmax; what ranks and is reported is the similarity summed in double
/// precision.
final class RankingLanes {
    /// The number of lanes.
    static let count = 16

    /// Rows of scores that are read twice in a row, once for their maximum and once for their
    /// exponentials: so few that they stay in the cache between, and that a float32 sum of as many
    /// exponentials loses nothing.
    private static let rowsPerRun = 32

    private let firstImage: Int
    private let images: Embeddings
    private let prototypes: Embeddings
    private let margin: Float
    /// Logits to the base of two for a similarity of 1; nil when no sum is asked for.
    private let scale: Float?

    private var shortlists: [Shortlist]
    /// Only labels with a score above it can enter an image's shortlist.
    private var bars: SIMD16<Float>
    /// The highest score of each image so far, which its exponentials are relative to.
    private var highest: SIMD16<Float>
    /// The sum of each image's exponentials.
    private var sums = SIMD16<Double>()
    /// The first label whose score is no finite number.
    private(set) var defectiveLabel: Int?

    /// The lanes for the images from this one on, as far as there are any.
    ///
    /// - Parameters:
    ///   - firstImage: the row in the first lane.
    ///   - images: rows of unit length.
    ///   - prototypes: rows of unit length.
    ///   - scale: of the logits whose softmax is asked for; nil when none is.
    ///   - top: how many labels are kept for each image.
    init(
        firstImage: Int, of images: Embeddings, prototypes: Embeddings, scale: Float?, top: Int
    ) {
        self.firstImage = firstImage
        self.images = images
        self.prototypes = prototypes
        // Finite, since no distance from the best times infinity would be no number.
        self.scale = scale.map { min(.greatestFiniteMagnitude, $0 * Float(log2(M_E))) }
        // A float32 dot product of n numbers is within n * u / (1 - n * u) of the true one times
        // the lengths of both vectors (u = 2⁻²⁴), in whatever order it is summed and with fused
        // steps or without (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
        // Both lengths are 1 within one rounding of each value. Rounding the similarity itself to
        // float32 adds one u. Twice that sum, with ulpOfOne = 2u, leaves room for all of it.
        margin = Float(images.dimension + 2) * .ulpOfOne
        let used = min(Self.count, images.count - firstImage)
        shortlists = Array(repeating: Shortlist(wanted: top), count: used)
        // Nothing passes the bar of a lane without an image.
        bars = SIMD16(repeating: .infinity)
        highest = SIMD16(repeating: 0)
        for lane in 0..<used {
            bars[lane] = -.infinity
            highest[lane] = -.infinity
        }
    }

    /// Takes the scores of the next labels.
    ///
    /// - Parameters:
    ///   - scores: one row for each label.
    ///   - rowLength: the number of images in a row.
    ///   - column: where in a row the images of these lanes begin.
    ///   - firstLabel: the label of the first row.
    func add(_ scores: Span<Float>, rowLength: Int, column: Int, firstLabel: Int) {
        let rows = scores.count / rowLength
        for start in stride(from: 0, to: rows, by: Self.rowsPerRun) {
            let run = ScoreRun(
                rows: start..<min(start + Self.rowsPerRun, rows), rowLength: rowLength,
                column: column)
            let (maxima, totals) = run.maximaAndTotals(scores)
            guard totals.allFinite else {
                defectiveLabel = run.firstDefectiveRow(scores).map { firstLabel + $0 }
                return
            }
            if any(maxima .> bars) {
                for lane in shortlists.indices where maxima[lane] > bars[lane] {
                    extendShortlist(lane, with: run, of: scores, firstLabel: firstLabel)
                    raiseHighest(lane, to: maxima[lane])
                }
            }
            if let scale {
                sums += run.exponentials(scores, scale: scale, relativeTo: highest).widened
            }
        }
    }

    private func extendShortlist(
        _ lane: Int, with run: ScoreRun, of scores: Span<Float>, firstLabel: Int
    ) {
        for row in run.rows {
            let score = scores[run.offset(row) + lane]
            guard score > bars[lane] else { continue }
            let label = firstLabel + row
            shortlists[lane].add(
                Shortlist.Entry(
                    label: label,
                    similarity: prototypes.similarity(
                        ofRow: label, toRow: firstImage + lane, of: images),
                    score: score
                ))
            // A similarity above the shortlist's bar has a score above this one.
            bars[lane] = (shortlists[lane].bar - margin).nextDown
        }
    }

    /// A score above all before is above the bar too, since the bar is below the best of them.
    private func raiseHighest(_ lane: Int, to score: Float) {
        guard score > highest[lane] else { return }
        // Before the first label there is no sum that is relative to anything.
        if let scale, highest[lane].isFinite {
            sums[lane] *= exp2(Double(scale) * Double(highest[lane] - score))
        }
        highest[lane] = score
    }
}

extension RankingLanes {
    /// The rankings of the images, once all labels are there.
    func rankings(labels: [String], scoring: Scoring) -> [Ranking] {
        shortlists.indices.map { lane in
            let best = shortlists[lane].best
            let probabilities = scoring.probabilities(
                of: best.map(\.similarity), besides: sumOfOthers(lane, than: best))
            return Ranking(
                predictions: zip(best, probabilities).enumerated().map { place, entry in
                    Prediction(
                        rank: place + 1,
                        label: labels[entry.0.label],
                        labelIndex: entry.0.label,
                        similarity: entry.0.similarity,
                        probability: entry.1
                    )
                })
        }
    }

    /// The exponentials of all labels but the best, relative to the first of those.
    private func sumOfOthers(_ lane: Int, than best: [Shortlist.Entry]) -> Double {
        guard let scale, let first = best.first else { return 0 }
        let scaled = Double(scale)
        let ofBest = best.reduce(0) { sum, entry in
            sum + exp2(scaled * Double(entry.score - highest[lane]))
        }
        let others = max(0, sums[lane] - ofBest)
        guard others > 0 else { return 0 }
        // The scores' rounding, at an extreme scale, must not make one of them more than the best.
        return min(
            Double(prototypes.count - best.count),
            others * exp2(scaled * (Double(highest[lane]) - Double(first.similarity))))
    }
}
