/// Makes each output pixel a weighted mean of the source pixels around it.
///
/// Along one axis, rounded to bytes, then along the other; an axis that keeps its length is left
/// alone. Source: Pillow 13, `libImaging/Resample.c`.
struct WeightedResampling: RowResampling {
    /// Bytes of a source row.
    private let rowLength: Int
    private let horizontal: HorizontalPass?
    private let vertical: VerticalPass?
    private let beginsWithRows: Bool
    /// The source columns that are read.
    private let columns: Range<Int>
    /// The source rows that are read.
    private let rows: Range<Int>
    /// Bytes of an output row.
    private let outputLength: Int
    private var taken = 0
    private var finished = 0
    /// Rows that the vertical pass still reads, the first of them source row `firstHeld`.
    private var held: SampleRows
    private var firstHeld: Int
    /// A row on its way into the horizontal pass.
    private var line: PairedLine
    /// A row between the passes or behind them, filled up to whole vectors and one sample more.
    private var samples: [Int16]
    /// The same as bytes.
    private var bytes: [UInt8]

    init(
        from source: PixelSize, to size: PixelSize, _ filter: ResamplingFilter,
        keeping window: PixelWindow
    ) {
        rowLength = source.width * 3
        let acrossColumns =
            size.width == source.width
            ? nil
            : ResamplingWeights(
                filter, from: source.width, to: size.width, outputs: window.columns)
        let acrossRows =
            size.height == source.height
            ? nil
            : ResamplingWeights(
                filter, from: source.height, to: size.height, outputs: window.rows)
        horizontal = acrossColumns.map(HorizontalPass.init)
        vertical = acrossRows.map(VerticalPass.init)
        beginsWithRows = Self.beginsWithRows(source, size)
        columns = acrossColumns?.sources ?? window.columns
        rows = acrossRows?.sources ?? window.rows
        firstHeld = rows.lowerBound
        held = SampleRows(width: beginsWithRows ? columns.count : window.columns.count)
        line = PairedLine(width: horizontal?.lineWidth ?? 0)
        outputLength = window.columns.count * 3
        let longest = SampleRows(width: max(columns.count, window.columns.count)).stride * 8
        samples = Array(repeating: 0, count: longest + 1)
        bytes = Array(repeating: 0, count: longest)
    }

    /// Whether the vertical pass comes first: the height shrinks by more than twice the pixels that
    /// the width shrinks by.
    ///
    /// Pillow does so since version 13, to have less work. The order shows in the last bit, since
    /// the first pass is rounded to bytes. The factor two is measured: it explains the results of
    /// Pillow 13.0.0 for all of many thousand sizes.
    private static func beginsWithRows(_ source: PixelSize, _ size: PixelSize) -> Bool {
        size.height < source.height
            && source.height - size.height > 2 * (source.width - size.width)
    }

    mutating func take(_ rows: Span<UInt8>, to pixels: inout [UInt8]) {
        for start in stride(from: 0, to: rows.count, by: rowLength) {
            take(row: rows.extracting(start..<start + rowLength), to: &pixels)
        }
    }

    private mutating func take(row: Span<UInt8>, to pixels: inout [UInt8]) {
        defer { taken += 1 }
        guard rows.contains(taken) else { return }
        let row = row.extracting(columns.lowerBound * 3..<columns.upperBound * 3)
        guard let vertical else {
            resize(row)
            addOutput(to: &pixels)
            return
        }
        if beginsWithRows {
            widen(row)
        } else {
            resize(row)
        }
        held.append(samples)
        while finished < vertical.windows.count, vertical.windows[finished].upperBound <= taken + 1
        {
            vertical(finished, of: held, from: firstHeld, to: &samples)
            if beginsWithRows, let horizontal {
                narrow(count: columns.count * 3)
                let bytes = bytes
                line.replace(by: bytes.span.extracting(..<(columns.count * 3)))
                horizontal(line, to: &samples)
            }
            addOutput(to: &pixels)
            finished += 1
        }
        dropRows(vertical)
    }

    /// Makes `samples` of a source row.
    private mutating func resize(_ row: Span<UInt8>) {
        guard let horizontal else {
            widen(row)
            return
        }
        line.replace(by: row)
        horizontal(line, to: &samples)
    }

    /// Copies a source row to `samples`.
    private mutating func widen(_ row: Span<UInt8>) {
        var output = samples.mutableSpan
        // Any bits are a sample, and bounds are checked.
        var bytes = unsafe output.mutableBytes
        for index in 0..<row.count / 8 {
            bytes.storeBytes(
                of: SIMD8<Int16>(lanesOf: SIMD8(row, at: index &* 8)), toByteOffset: index &* 16,
                as: SIMD8<Int16>.self)
        }
        for index in row.count / 8 * 8..<row.count { output[index] = Int16(row[index]) }
    }

    /// Copies `samples` to `bytes`.
    private mutating func narrow(count: Int) {
        let samples = samples
        let vectors = unsafe samples.span.bytes
        var output = bytes.mutableSpan
        // Any bits are a byte, and bounds are checked.
        var target = unsafe output.mutableBytes
        for index in 0..<(count + 7) / 8 {
            target.storeBytes(
                of: SIMD8<UInt8>(lanesOf: SIMD8<Int16>(vectors, at: index &* 16)),
                toByteOffset: index &* 8, as: SIMD8<UInt8>.self)
        }
    }

    private mutating func addOutput(to pixels: inout [UInt8]) {
        narrow(count: outputLength)
        pixels.append(contentsOf: bytes[..<outputLength])
    }

    /// Lets go of the rows that no output reads any more, many at a time: the others are moved.
    private mutating func dropRows(_ vertical: VerticalPass) {
        let next =
            finished < vertical.windows.count
            ? vertical.windows[finished].lowerBound : rows.upperBound
        let unread = min(next - firstHeld, held.count)
        guard unread > held.count / 2 else { return }
        held.removeFirst(unread)
        firstHeld += unread
    }
}
