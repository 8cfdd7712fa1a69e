/// Resizes rows of a picture along the vertical axis, two source rows and eight samples at a time.
struct VerticalPass {
    /// The weights of two source rows, in the two parts of `FixedPoint`.
    private struct WeightPair {
        let high: SIMD8<Int16>
        let low: SIMD8<Int16>

        init(_ first: Int32, _ second: Int32) {
            high = Self.alternating(FixedPoint.high(first), FixedPoint.high(second))
            low = Self.alternating(FixedPoint.low(first), FixedPoint.low(second))
        }

        private static func alternating(_ first: Int16, _ second: Int16) -> SIMD8<Int16> {
            SIMD8(first, second, first, second, first, second, first, second)
        }
    }

    /// For each output row its source rows.
    let windows: [Range<Int>]
    /// For each output row its first pair of weights.
    private let firstPairs: [Int]
    /// The weights of all windows; a window of odd length ends with a weight of zero.
    private let weights: [WeightPair]

    init(_ axis: ResamplingWeights) {
        windows = axis.windows
        var firstPairs: [Int] = []
        var weights: [WeightPair] = []
        var next = 0
        for window in axis.windows {
            firstPairs.append(weights.count)
            let end = next + window.count
            for index in stride(from: next, to: end, by: 2) {
                let second = index + 1 < end ? axis.weights[index + 1] : 0
                weights.append(WeightPair(axis.weights[index], second))
            }
            next = end
        }
        self.firstPairs = firstPairs
        self.weights = weights
    }

    /// Computes one output row from rows of which the first is source row `first`.
    func callAsFunction(
        _ output: Int, of rows: SampleRows, from first: Int, to result: inout [SIMD8<Int16>]
    ) {
        let window = windows[output]
        let pairs = firstPairs[output]..<firstPairs[output] + (window.count + 1) / 2
        let weights = weights.span.extracting(pairs)
        let vectors = rows.vectors.span.extracting(
            (window.lowerBound - first) * rows.stride..<(window.upperBound - first) * rows.stride
        )
        for column in 0..<rows.stride {
            let sums = Self.sums(vectors, at: column, stride: rows.stride, weights)
            result[column] = FixedPoint.samples(sums)
        }
    }

    @inline(__always)
    private static func sums(
        _ vectors: Span<SIMD8<Int16>>, at column: Int, stride: Int, _ weights: Span<WeightPair>
    ) -> SIMD8<Int32> {
        var leftHigh = SIMD4<Int32>()
        var rightHigh = leftHigh
        var leftLow = leftHigh
        var rightLow = leftHigh
        var position = column
        for index in weights.indices {
            let weight = weights[index]
            // The last row of an odd window has no successor; its place has a weight of zero.
            let next = position &+ stride
            let samples = vectors[position].pairs(
                with: vectors[next < vectors.count ? next : position])
            leftHigh &+= SIMD4(pairsOf: samples.first, times: weight.high)
            rightHigh &+= SIMD4(pairsOf: samples.last, times: weight.high)
            leftLow &+= SIMD4(pairsOf: samples.first, times: weight.low)
            rightLow &+= SIMD4(pairsOf: samples.last, times: weight.low)
            position = next &+ stride
        }
        return SIMD8(
            lowHalf: FixedPoint.sums(high: leftHigh, low: leftLow),
            highHalf: FixedPoint.sums(high: rightHigh, low: rightLow)
        )
    }
}
