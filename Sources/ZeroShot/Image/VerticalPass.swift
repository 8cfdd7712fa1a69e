/// Resizes rows of samples along the vertical axis, two source rows and eight samples at a time.
struct VerticalPass {
    /// The weights of two source rows in turn, in the two parts of `FixedPoint`.
    private struct WeightPair {
        let high: SIMD8<Int16>
        let low: SIMD8<Int16>

        init(_ first: Int32, _ second: Int32) {
            high = Self.alternating(FixedPoint.high(first), FixedPoint.high(second))
            low = Self.alternating(FixedPoint.low(first), FixedPoint.low(second))
        }

        private static func alternating(_ first: Int16, _ second: Int16) -> SIMD8<Int16> {
            SIMD8(alternating: SIMD4(repeating: first), SIMD4(repeating: second))
        }
    }

    /// For each output row its source rows, counted from the first that any output reads.
    private let windows: [Range<Int>]
    /// The weights of all windows; a window of odd length ends with a weight of zero.
    private let weights: [WeightPair]

    init(_ axis: ResamplingWeights) {
        let first = axis.sources.lowerBound
        windows = axis.windows.map { $0.lowerBound - first..<$0.upperBound - first }
        var weights: [WeightPair] = []
        var next = 0
        for window in axis.windows {
            let end = next + window.count
            for index in stride(from: next, to: end, by: 2) {
                let second = index + 1 < end ? axis.weights[index + 1] : 0
                weights.append(WeightPair(axis.weights[index], second))
            }
            next = end
        }
        self.weights = weights
    }

    /// Resizes rows of which the first is the first one that the weights read.
    func callAsFunction(_ rows: SampleRows) -> SampleRows {
        var output = SampleRows(width: rows.width, capacity: windows.count)
        var next = 0
        for window in windows {
            let pairs = next..<next + (window.count + 1) / 2
            next = pairs.upperBound
            let weights = weights.span.extracting(pairs)
            let vectors = rows.vectors.span.extracting(
                window.lowerBound * rows.stride..<window.upperBound * rows.stride
            )
            for column in 0..<rows.stride {
                let sums = Self.sums(vectors, at: column, stride: rows.stride, weights)
                output.append(FixedPoint.samples(sums))
            }
        }
        return output
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
            let first = vectors[position]
            // The last row of an odd window has no successor; its place has a weight of zero.
            let next = position &+ stride
            let second = vectors[next < vectors.count ? next : position]
            let left = SIMD8(alternating: first.lowHalf, second.lowHalf)
            let right = SIMD8(alternating: first.highHalf, second.highHalf)
            leftHigh &+= SIMD4(pairsOf: left, times: weight.high)
            rightHigh &+= SIMD4(pairsOf: right, times: weight.high)
            leftLow &+= SIMD4(pairsOf: left, times: weight.low)
            rightLow &+= SIMD4(pairsOf: right, times: weight.low)
            position = next &+ stride
        }
        return SIMD8(
            lowHalf: FixedPoint.sums(high: leftHigh, low: leftLow),
            highHalf: FixedPoint.sums(high: rightHigh, low: rightLow)
        )
    }
}
