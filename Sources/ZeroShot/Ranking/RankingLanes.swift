import Foundation

/// The running rankings of up to sixteen images, one in each lane of a vector.
///
/// Scores come from a matrix product in float32. They decide which labels are looked at again, and
/// make up the sum of the softmax; what ranks and is reported is the similarity summed in double
/// precision.
final class RankingLanes {
    /// The number of lanes.
    static let count = 16

    /// Rows of scores that are read several times, such as once for their maximum and once for their
    /// exponentials: so few that they stay in the cache between, and that a float32 sum of as many
    /// exponentials loses next to nothing.
    private static let rowsPerRun = 128

    /// Their rows in the block of images.
    private let images: Range<Int>
    private let prototypes: Embeddings
    private let top: Int
    /// Logits to the base of two for a similarity of 1; nil when no sum is asked for.
    private let scale: Float?

    private var candidates: [Candidates]
    /// Nil where so many labels are kept that the candidates themselves show what is among the best.
    private var best: HighestScores?
    /// Only labels with a score above it can be among an image's best.
    private var bars: SIMD16<Float>
    /// The highest score of each image so far, which its exponentials are relative to.
    private var highest: SIMD16<Float>
    /// The sum of each image's exponentials.
    private var sums = SIMD16<Double>()
    /// The first label whose score is no finite number.
    private(set) var defectiveLabel: Int?
    /// The places of one image after the other, once all labels are there.
    private(set) var places: [LabelPlace] = []

    /// The lanes for some images.
    ///
    /// - Parameters:
    ///   - images: their rows in the block, at most as many as there are lanes.
    ///   - prototypes: rows of unit length.
    ///   - scale: of the logits whose softmax is asked for; nil when none is.
    ///   - top: how many labels are kept for each image.
    init(
        images: Range<Int>, prototypes: Embeddings, scale: Float?, top: Int
    ) {
        precondition(images.count <= Self.count, "\(images) in \(Self.count) lanes")
        self.images = images
        self.prototypes = prototypes
        self.top = top
        // Finite, since no distance from the best times infinity would be no number.
        self.scale = scale.map { min(.greatestFiniteMagnitude, $0 * Float(log2(M_E))) }
        // A float32 dot product of n numbers is within n * u / (1 - n * u) of the true one times
        // the lengths of both vectors (u = 2⁻²⁴), in whatever order it is summed and with fused
        // steps or without (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
        // Both lengths are 1 within one rounding of each value. Rounding the similarity itself to
        // float32 adds one u. Twice that sum, with ulpOfOne = 2u, leaves room for all of it.
        let margin = Float(prototypes.dimension + 2) * .ulpOfOne
        candidates = Array(
            repeating: Candidates(wanted: top, margin: margin), count: images.count)
        best =
            top < prototypes.count && top <= HighestScores.largestCount
            ? HighestScores(count: top) : nil
        // Nothing passes the bar of a lane without an image.
        bars = SIMD16(repeating: .infinity)
        highest = SIMD16(repeating: 0)
        for lane in 0..<images.count {
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
            if any(maxima .> bars) { addCandidates(from: run, of: scores, maxima, firstLabel) }
            if let scale {
                sums += run.exponentials(scores, scale: scale, relativeTo: highest).widened
            }
        }
    }

    private func addCandidates(
        from run: ScoreRun, of scores: Span<Float>, _ maxima: SIMD16<Float>, _ firstLabel: Int
    ) {
        // Before any is taken, so that hardly more are taken than will stay.
        best?.add(run, of: scores)
        let lowest = best?.lowest
        for lane in candidates.indices where maxima[lane] > bars[lane] {
            // Once for all rows: a lane of a vector is slow to reach by its number, and each access
            // to a property of a class is checked.
            bars[lane] = Self.add(
                run, of: scores, lane, firstLabel, lowest: lowest?[lane], to: &candidates[lane])
            raiseHighest(lane, to: maxima[lane])
        }
    }

    /// Returns the bar for what comes behind the rows.
    private static func add(
        _ run: ScoreRun, of scores: Span<Float>, _ lane: Int, _ firstLabel: Int, lowest: Float?,
        to candidates: inout Candidates
    ) -> Float {
        if let lowest { candidates.raiseBar(below: lowest) }
        for row in run.rows {
            let score = scores[run.offset(row) &+ lane]
            if score > candidates.bar {
                candidates.add(.init(number: firstLabel + row, score: score))
            }
        }
        return candidates.bar
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
    /// One of an image's best labels.
    private struct Found {
        let label: Int
        let similarity: Float
        /// The same from the matrix product, as the sum of all labels counts it.
        let score: Float
    }

    /// Ranks the images, once all labels are there.
    ///
    /// - Parameters:
    ///   - block: the rows of the block's images, of unit length.
    ///   - scoring: of the probabilities.
    func finish(_ block: Span<Float>, scoring: Scoring) {
        places.reserveCapacity(images.count * top)
        var found: [Found] = []
        var probabilities: [Double] = []
        let width = prototypes.dimension
        for lane in candidates.indices {
            let start = (images.lowerBound + lane) * width
            find(lane, block.extracting(start..<start + width), &found)
            probabilities.removeAll(keepingCapacity: true)
            for label in found {
                probabilities.append(Double(scoring.logit(of: label.similarity)))
            }
            scoring.turnIntoProbabilities(
                &probabilities, besides: sumOfOthers(lane, than: found))
            for (label, probability) in zip(found, probabilities) {
                places.append(
                    LabelPlace(
                        label: label.label, similarity: label.similarity,
                        probability: Float(probability)))
            }
        }
    }

    /// Sets `found` to an image's best labels: the most similar first, the earlier of two equal ones
    /// first.
    private func find(_ lane: Int, _ image: Span<Float>, _ found: inout [Found]) {
        found.removeAll(keepingCapacity: true)
        for candidate in candidates[lane].best() {
            found.append(
                Found(
                    label: candidate.number,
                    similarity: prototypes.similarity(ofRow: candidate.number, to: image),
                    score: candidate.score))
        }
        found.sort { first, second in
            first.similarity == second.similarity
                ? first.label < second.label : first.similarity > second.similarity
        }
        if found.count > top { found.removeSubrange(top...) }
    }

    /// The exponentials of all labels but the best, relative to the first of those.
    private func sumOfOthers(_ lane: Int, than best: [Found]) -> Double {
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
