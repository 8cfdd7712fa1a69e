/// Consecutive rows of a table of scores, in the columns of sixteen images.
struct ScoreRun {
    let rows: Range<Int>
    let rowLength: Int
    let column: Int

    /// Where the sixteen scores of a row begin.
    @inline(__always)
    func offset(_ row: Int) -> Int { row &* rowLength &+ column }

    /// The highest score of each lane, and sums that are finite when all scores are.
    func maximaAndTotals(_ scores: Span<Float>) -> (SIMD16<Float>, SIMD16<Float>) {
        var maxima = SIMD16<Float>(repeating: -.infinity)
        var totals = SIMD16<Float>()
        for row in rows {
            let sixteen = SIMD16(scores, at: offset(row))
            maxima.replace(with: sixteen, where: sixteen .> maxima)
            totals += sixteen
        }
        return (maxima, totals)
    }

    /// The sum of `2^(scale * (score - reference))` in each lane; no score is above its reference.
    func exponentials(
        _ scores: Span<Float>, scale: Float, relativeTo references: SIMD16<Float>
    ) -> SIMD16<Float> {
        var sums = SIMD16<Float>()
        for row in rows {
            sums += ((SIMD16(scores, at: offset(row)) - references) * scale).powersOfTwo()
        }
        return sums
    }

    /// The first row with a score that is no finite number.
    func firstDefectiveRow(_ scores: Span<Float>) -> Int? {
        rows.first { !SIMD16(scores, at: offset($0)).allFinite }
    }
}
