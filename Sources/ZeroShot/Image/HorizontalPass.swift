/// Resizes rows of a picture along the horizontal axis, two source pixels at a time.
struct HorizontalPass {
    /// The weights of two pixels, in the two parts of `FixedPoint`, three times in turn.
    private struct WeightPair {
        var high = SIMD8<Int16>()
        var low = SIMD8<Int16>()

        mutating func set(pixel: Int, to weight: Int32) {
            for channel in 0..<3 {
                high[channel * 2 + pixel] = FixedPoint.high(weight)
                low[channel * 2 + pixel] = FixedPoint.low(weight)
            }
        }
    }

    /// The source columns that are read.
    let columns: Range<Int>
    /// The pixels of the line that is read: the columns, or more where they are few.
    let lineWidth: Int
    /// The first pixel that each output reads, counted from the first source column.
    private let firstPixels: [Int]
    /// How many pairs of pixels each output reads; narrower windows are filled up with zero weights.
    private let pairsPerOutput: Int
    private let weights: [WeightPair]

    init(_ axis: ResamplingWeights) {
        columns = axis.sources
        let widest = axis.windows.map(\.count).max() ?? 0
        let pairs = (widest + 1) / 2
        lineWidth = max(columns.count, pairs * 2)
        pairsPerOutput = pairs

        var firstPixels: [Int] = []
        var weights = [WeightPair](repeating: WeightPair(), count: axis.windows.count * pairs)
        var remaining = axis.weights[...]
        for (output, window) in axis.windows.enumerated() {
            let first = min(window.lowerBound - columns.lowerBound, lineWidth - pairs * 2)
            firstPixels.append(first)
            for (column, weight) in zip(window, remaining) {
                let pixel = column - columns.lowerBound - first
                weights[output * pairs + pixel / 2].set(pixel: pixel % 2, to: weight)
            }
            remaining = remaining.dropFirst(window.count)
        }
        self.firstPixels = firstPixels
        self.weights = weights
    }

    /// Resizes a line of `lineWidth` pixels that begins with the first source column.
    ///
    /// The result is 16-bit samples; memory for one sample more must follow them.
    func callAsFunction(_ line: PairedLine, to samples: inout [Int16]) {
        let weights = weights.span
        let pairs = unsafe line.vectors.span.bytes
        var output = samples.mutableSpan
        // Any bits are a sample, and bounds are checked.
        var bytes = unsafe output.mutableBytes
        for (index, first) in firstPixels.enumerated() {
            let start = index &* pairsPerOutput
            let sums = Self.sums(
                pairs, from: first, weights.extracting(start..<start &+ pairsPerOutput))
            // The fourth sample means nothing; the next pixel lies over it.
            bytes.storeBytes(
                of: FixedPoint.samples(sums), toByteOffset: index &* 6, as: SIMD4<Int16>.self)
        }
    }

    /// The weighted sums of red, green and blue, and a number that means nothing.
    @inline(__always)
    private static func sums(
        _ pairs: RawSpan, from pixel: Int, _ weights: Span<WeightPair>
    ) -> SIMD4<Int32> {
        var high = SIMD4<Int32>()
        var low = high
        var position = pixel &* PairedLine.bytesPerPixel
        for index in weights.indices {
            let pixels = SIMD8(pairs, at: position)
            high &+= SIMD4(pairsOf: pixels, times: weights[index].high)
            low &+= SIMD4(pairsOf: pixels, times: weights[index].low)
            position &+= 2 &* PairedLine.bytesPerPixel
        }
        return FixedPoint.sums(high: high, low: low)
    }
}

/// A row of pixels in which every sample is followed by that of the next pixel's same channel.
///
/// So from any pixel on, eight numbers are three channels of two neighbours, in the order in which
/// pairs are multiplied and added, and two that are multiplied by zero.
struct PairedLine {
    /// Three pairs of two bytes each.
    static let bytesPerPixel = 12

    /// A pair in each number, the sample in its lower half.
    fileprivate private(set) var vectors: [SIMD8<UInt32>]

    /// A line of so many pixels, all black.
    init(width: Int) {
        // The last read of a pixel and its neighbour takes two pairs more than there are.
        vectors = Array(repeating: SIMD8(), count: (width * 3 + 2 + 7) / 8)
    }

    /// Replaces the first pixels by those of a row.
    mutating func replace(by row: Span<UInt8>) {
        let whole = max(0, row.count - 3) / 8
        if whole > 0 {
            pair(row.extracting(..<(whole * 8)), with: row.extracting(3..<whole * 8 + 3))
        }
        for index in whole * 8..<row.count {
            let next = index + 3 < row.count ? row[index + 3] : 0
            vectors[index / 8][index % 8] = UInt32(row[index]) | UInt32(next) << 16
        }
    }

    /// Pairs whole vectors of samples with their neighbours.
    ///
    /// A function of its own, so that the compiler does not see that the two are parts of one row: it
    /// would gather the bytes that they share one by one.
    @inline(never)
    private mutating func pair(_ samples: Span<UInt8>, with neighbours: Span<UInt8>) {
        for index in 0..<samples.count / 8 {
            let sample = SIMD8<UInt32>(lanesOf: SIMD8(samples, at: index &* 8))
            let neighbour = SIMD8<UInt32>(lanesOf: SIMD8(neighbours, at: index &* 8))
            vectors[index] = sample | neighbour &<< 16
        }
    }
}
