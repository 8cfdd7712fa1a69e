/// How the similarities of prompts add up to those of their labels.
///
/// With prompt vectors `u` of unit length and weights `a`, a class's prototype is `M / |M|` for
/// `M = Σ a u`. So its similarity to an image `x` is `Σ (a / |M|) (x·u)`: a sum of the prompts' own
/// similarities, each times a factor. With `normalized` averaging the weights are equal; with `raw`
/// averaging a prompt weighs as much as its embedding is long.
struct PromptBlend: Sendable, Equatable {
    /// Where the prompts of each class begin, and behind the last the number of all, `[L + 1]`.
    let starts: [Int]
    /// What a prompt's similarity counts for in that of its class, `[P]`.
    let factors: [Double]
    /// The length that a prototype has without one of its prompts, before it is made 1 again, `[P]`.
    ///
    /// 0 where nothing would be left: the prompt stands alone, or the others cancel out.
    let lengthsWithout: [Double]

    /// - Parameters:
    ///   - vectors: of all prompts, class after class, of unit length.
    ///   - weights: of the prompts, in any unit.
    ///   - counts: the number of prompts of each class, at least 1.
    init(of vectors: Embeddings, weights: [Double], counts: [Int]) {
        starts = counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
        precondition(
            weights.count == vectors.count && starts.last == vectors.count,
            "one vector and one weight for each prompt")
        var factors: [Double] = []
        var lengthsWithout: [Double] = []
        factors.reserveCapacity(vectors.count)
        lengthsWithout.reserveCapacity(vectors.count)
        for (start, end) in zip(starts, starts.dropFirst()) {
            let sum = vectors.sum(ofRows: start..<end, weights: weights)
            let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
            for prompt in start..<end {
                let factor = weights[prompt] / length
                // |M/|M| - f u|², since M/|M| and u both have length 1.
                let cosine = vectors.product(ofRow: prompt, with: sum) / length
                let square = 1 - 2 * factor * cosine + factor * factor
                factors.append(factor)
                lengthsWithout.append(
                    end - start > 1 && square > Self.smallestSquare ? square.squareRoot() : 0)
            }
        }
        self.factors = factors
        self.lengthsWithout = lengthsWithout
    }

    /// Embeddings carry about seven digits: a remainder below a millionth is rounding.
    private static let smallestSquare = 1e-12

    /// The prompts of a class.
    func prompts(ofClass index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

    /// The number of classes.
    var classCount: Int { starts.count - 1 }

    /// What a prompt adds to its class's similarity.
    func contribution(of prompt: Int, _ cosines: [Float]) -> Double {
        factors[prompt] * Double(cosines[prompt])
    }

    /// The similarity of each class, `[L]`, from those of all prompts, `[P]`.
    func similarities(_ cosines: [Float]) -> [Double] {
        (0..<classCount).map { index in
            prompts(ofClass: index).reduce(0) { $0 + contribution(of: $1, cosines) }
        }
    }
}

extension Embeddings {
    /// The sum of some rows, each times its weight.
    func sum(ofRows rows: some Sequence<Int>, weights: [Double]) -> [Double] {
        var sum = [Double](repeating: 0, count: dimension)
        for row in rows {
            for index in 0..<dimension {
                sum[index] += weights[row] * Double(values[row * dimension + index])
            }
        }
        return sum
    }

    fileprivate func product(ofRow row: Int, with vector: [Double]) -> Double {
        vector.indices.reduce(0) { $0 + Double(values[row * dimension + $1]) * vector[$1] }
    }
}
