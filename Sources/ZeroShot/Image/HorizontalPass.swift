/// Resizes rows of a picture along the horizontal axis.
struct HorizontalPass {
    /// The weights of eight pixels, in the two parts of `FixedPoint`.
    private struct WeightGroup {
        var high = PixelGroup()
        var low = PixelGroup()
    }

    /// The source columns that are read.
    private let columns: Range<Int>
    /// The first pixel group that each output reads, counted from the first source column.
    private let firstGroups: [Int]
    /// How many groups each output reads; narrower windows are filled up with zero weights.
    private let groupsPerOutput: Int
    private let weights: [WeightGroup]

    init(_ axis: ResamplingWeights) {
        let columns = axis.sources
        let groups = axis.windows.map { window in
            let first = window.lowerBound - columns.lowerBound
            return first / PixelGroup.size..<Self.groupCount(first + window.count)
        }
        let widest = groups.map(\.count).max() ?? 0
        let lastStart = Self.groupCount(columns.count) - widest
        let firstGroups = groups.map { min($0.lowerBound, lastStart) }

        var weights = [WeightGroup](repeating: WeightGroup(), count: groups.count * widest)
        var remaining = axis.weights[...]
        for (output, window) in axis.windows.enumerated() {
            let origin = columns.lowerBound + firstGroups[output] * PixelGroup.size
            for (column, weight) in zip(window, remaining) {
                let group = output * widest + (column - origin) / PixelGroup.size
                let pixel = (column - origin) % PixelGroup.size
                weights[group].high.set(pixel: pixel, to: FixedPoint.high(weight))
                weights[group].low.set(pixel: pixel, to: FixedPoint.low(weight))
            }
            remaining = remaining.dropFirst(window.count)
        }
        self.columns = columns
        self.firstGroups = firstGroups
        groupsPerOutput = widest
        self.weights = weights
    }

    /// The given rows of a picture, resized.
    func callAsFunction(_ image: RGBImage, rows: Range<Int>) -> SampleRows {
        var output = SampleRows(width: firstGroups.count, capacity: rows.count)
        let stride = SampleRows.stride(ofWidth: columns.count)
        var line = [SIMD8<Int16>](repeating: SIMD8(), count: stride)
        var groups = emptyGroups
        var sums = emptySums
        for row in rows {
            let start = (row * image.width + columns.lowerBound) * 3
            var vectors = line.mutableSpan
            SampleRows.widen(
                image.pixels.span.extracting(start..<start + columns.count * 3),
                into: &vectors, at: 0
            )
            resize(line.span, &groups, &sums, to: &output)
        }
        return output
    }

    /// Rows that begin with the first column that the weights read, resized.
    func callAsFunction(_ rows: SampleRows) -> SampleRows {
        var output = SampleRows(width: firstGroups.count, capacity: rows.count)
        var groups = emptyGroups
        var sums = emptySums
        for row in 0..<rows.count {
            let line = rows.vectors.span.extracting(row * rows.stride..<(row + 1) * rows.stride)
            resize(line, &groups, &sums, to: &output)
        }
        return output
    }

    /// Memory for one row of pixel groups.
    private var emptyGroups: [PixelGroup] {
        [PixelGroup](repeating: PixelGroup(), count: Self.groupCount(columns.count))
    }

    /// Memory for the sums of one output row.
    private var emptySums: [Int32] {
        [Int32](
            repeating: 0, count: Self.groupCount(firstGroups.count) * PixelGroup.size * 3
        )
    }

    /// Resizes one row and adds it to the output; `groups` and `sums` are memory for the steps.
    private func resize(
        _ line: Span<SIMD8<Int16>>, _ groups: inout [PixelGroup], _ sums: inout [Int32],
        to output: inout SampleRows
    ) {
        var result = groups.mutableSpan
        for group in result.indices { result[group] = PixelGroup(line, at: group &* 3) }
        add(groups.span, into: &sums)
        let row = sums.span
        for vector in 0..<output.stride {
            output.append(FixedPoint.samples(SIMD8(row, at: vector &* 8)))
        }
    }

    /// The weighted sums of a row, three for each output pixel.
    private func add(_ line: Span<PixelGroup>, into sums: inout [Int32]) {
        var result = sums.mutableSpan
        for (output, first) in firstGroups.enumerated() {
            let pixels = line.extracting(first..<first &+ groupsPerOutput)
            let start = output &* groupsPerOutput
            let weights = weights.span.extracting(start..<start &+ groupsPerOutput)
            var highRed = SIMD4<Int32>()
            var highGreen = highRed
            var highBlue = highRed
            var lowRed = highRed
            var lowGreen = highRed
            var lowBlue = highRed
            for group in pixels.indices {
                let pixel = pixels[group]
                let weight = weights[group]
                highRed &+= SIMD4(pairsOf: pixel.red, times: weight.high.red)
                lowRed &+= SIMD4(pairsOf: pixel.red, times: weight.low.red)
                highGreen &+= SIMD4(pairsOf: pixel.green, times: weight.high.green)
                lowGreen &+= SIMD4(pairsOf: pixel.green, times: weight.low.green)
                highBlue &+= SIMD4(pairsOf: pixel.blue, times: weight.high.blue)
                lowBlue &+= SIMD4(pairsOf: pixel.blue, times: weight.low.blue)
            }
            result[3 &* output] = FixedPoint.sums(high: highRed, low: lowRed).wrappedSum()
            result[3 &* output &+ 1] = FixedPoint.sums(high: highGreen, low: lowGreen).wrappedSum()
            result[3 &* output &+ 2] = FixedPoint.sums(high: highBlue, low: lowBlue).wrappedSum()
        }
    }

    /// Groups that hold this many pixels.
    private static func groupCount(_ pixels: Int) -> Int {
        (pixels + PixelGroup.size - 1) / PixelGroup.size
    }
}
