/// Resizes rows of a picture along the horizontal axis, four source pixels at a time.
struct HorizontalPass {
    /// The weights of four pixels in two parts, each where a channel of its pixel stands in the
    /// vectors that `sums` makes of the pixels.
    private struct WeightGroup {
        var highFirst = SIMD8<Int16>()
        var highLast = SIMD8<Int16>()
        var lowFirst = SIMD8<Int16>()
        var lowLast = SIMD8<Int16>()

        mutating func set(pixel: Int, to weight: Int32) {
            for lane in Self.firstLanes[pixel] {
                highFirst[lane] = FixedPoint.high(weight)
                lowFirst[lane] = FixedPoint.low(weight)
            }
            for lane in Self.lastLanes[pixel] {
                highLast[lane] = FixedPoint.high(weight)
                lowLast[lane] = FixedPoint.low(weight)
            }
        }

        private static let firstLanes = [[0, 2, 4], [6], [1, 3, 5], [7]]
        private static let lastLanes = [[], [0, 2], [], [1, 3]]
    }

    private static let groupSize = 4

    /// The source columns that are read.
    let columns: Range<Int>
    /// Vectors that a line needs: the columns, and what is read behind the last one.
    let lineLength: Int
    /// The first pixel that each output reads, counted from the first source column.
    private let firstPixels: [Int]
    /// How many groups each output reads; narrower windows are filled up with zero weights.
    private let groupsPerOutput: Int
    private let weights: [WeightGroup]

    init(_ axis: ResamplingWeights) {
        columns = axis.sources
        let widest = axis.windows.map(\.count).max() ?? 0
        let groups = (widest + Self.groupSize - 1) / Self.groupSize
        let pixels = max(columns.count, groups * Self.groupSize)
        // Two reads of eight samples, six apart, for a group of twelve.
        lineLength = (pixels * 3 + 2 + 7) / 8
        groupsPerOutput = groups

        var firstPixels: [Int] = []
        var weights = [WeightGroup](repeating: WeightGroup(), count: axis.windows.count * groups)
        var remaining = axis.weights[...]
        for (output, window) in axis.windows.enumerated() {
            let first = min(
                window.lowerBound - columns.lowerBound, pixels - groups * Self.groupSize)
            firstPixels.append(first)
            for (column, weight) in zip(window, remaining) {
                let pixel = column - columns.lowerBound - first
                weights[output * groups + pixel / Self.groupSize].set(
                    pixel: pixel % Self.groupSize, to: weight)
            }
            remaining = remaining.dropFirst(window.count)
        }
        self.firstPixels = firstPixels
        self.weights = weights
    }

    /// Resizes a line that begins with the first source column; `samples` is memory for its result
    /// and one sample more.
    func callAsFunction(
        _ line: Span<SIMD8<Int16>>, _ samples: inout [Int16], to result: inout [SIMD8<Int16>]
    ) {
        let weights = weights.span
        var output = samples.mutableSpan
        // Any bits are a sample, and bounds are checked.
        var bytes = unsafe output.mutableBytes
        for (index, first) in firstPixels.enumerated() {
            let start = index &* groupsPerOutput
            let sums = unsafe Self.sums(
                line.bytes, at: first &* 3, weights.extracting(start..<start &+ groupsPerOutput))
            // The fourth sample means nothing; the next pixel lies over it.
            bytes.storeBytes(
                of: FixedPoint.samples(sums), toByteOffset: index &* 6, as: SIMD4<Int16>.self)
        }
        let all = unsafe samples.span.bytes
        for index in result.indices { result[index] = SIMD8(all, at: index &* 8) }
    }

    /// The weighted sums of red, green and blue; the fourth number means nothing.
    @inline(__always)
    private static func sums(
        _ line: RawSpan, at offset: Int, _ weights: Span<WeightGroup>
    ) -> SIMD4<Int32> {
        var highFirst = SIMD4<Int32>()
        var highLast = highFirst
        var lowFirst = highFirst
        var lowLast = highFirst
        var position = offset
        for index in weights.indices {
            // R1 R3 G1 G3 B1 B3 R2 R4, and G2 G4 B2 B4 with four that do not count.
            let pixels = SIMD8(line, at: position).pairs(with: SIMD8(line, at: position &+ 6))
            let weight = weights[index]
            highFirst &+= SIMD4(pairsOf: pixels.first, times: weight.highFirst)
            highLast &+= SIMD4(pairsOf: pixels.last, times: weight.highLast)
            lowFirst &+= SIMD4(pairsOf: pixels.first, times: weight.lowFirst)
            lowLast &+= SIMD4(pairsOf: pixels.last, times: weight.lowLast)
            position &+= 12
        }
        let first = FixedPoint.sums(high: highFirst, low: lowFirst)
        let last = FixedPoint.sums(high: highLast, low: lowLast)
        return first &+ SIMD4(first.w, last.x, last.y, 0)
    }
}
