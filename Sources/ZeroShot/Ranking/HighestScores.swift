/// The highest scores of sixteen images so far, one image in each lane of a vector.
struct HighestScores {
    /// Each lane's highest first.
    private var vectors: [SIMD16<Float>]

    /// Each new score is compared with all of an image: more would cost more than a sort now and
    /// then.
    static let largestCount = 32

    /// - Parameter count: how many of each image are held, from 1 to ``largestCount``.
    init(count: Int) {
        precondition((1...Self.largestCount).contains(count), "\(count) scores of an image")
        vectors = Array(repeating: SIMD16(repeating: -.infinity), count: count)
    }

    /// The last of those held; minus infinity as long as there are fewer.
    var lowest: SIMD16<Float> { vectors[vectors.count - 1] }

    /// Takes the scores of consecutive rows, all of them numbers.
    mutating func add(_ run: ScoreRun, of scores: Span<Float>) {
        var held = vectors.mutableSpan
        for row in run.rows {
            var falling = SIMD16(scores, at: run.offset(row))
            guard any(falling .> held[held.count - 1]) else { continue }
            for place in held.indices {
                let other = held[place]
                let isHigher = falling .> other
                held[place] = other.replacing(with: falling, where: isHigher)
                falling.replace(with: other, where: isHigher)
            }
        }
    }
}
