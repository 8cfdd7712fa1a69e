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
    private var line: [SIMD8<Int16>]
    /// A row of the output's width.
    private var resized: [SIMD8<Int16>]
    /// Memory for the samples of that row while they come one pixel at a time.
    private var samples: [Int16]

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
        let zero = SIMD8<Int16>()
        line = Array(
            repeating: zero,
            count: max(
                horizontal?.lineLength ?? 0, SampleRows(width: columns.count).stride))
        let output = SampleRows(width: window.columns.count)
        resized = Array(repeating: zero, count: output.stride)
        samples = Array(repeating: 0, count: output.stride * 8 + 1)
        outputLength = output.rowLength
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
            addResized(to: &pixels)
            return
        }
        if beginsWithRows {
            line.widen(row)
            held.append(line)
        } else {
            resize(row)
            held.append(resized)
        }
        while finished < vertical.windows.count, vertical.windows[finished].upperBound <= taken + 1
        {
            if beginsWithRows, let horizontal {
                vertical(finished, of: held, from: firstHeld, to: &line)
                resizeLine(horizontal)
            } else {
                vertical(finished, of: held, from: firstHeld, to: &resized)
            }
            addResized(to: &pixels)
            finished += 1
        }
        dropRows(vertical)
    }

    /// Makes `resized` of a source row.
    private mutating func resize(_ row: Span<UInt8>) {
        guard let horizontal else {
            resized.widen(row)
            return
        }
        line.widen(row)
        resizeLine(horizontal)
    }

    private mutating func resizeLine(_ horizontal: HorizontalPass) {
        let line = line
        horizontal(line.span, &samples, to: &resized)
    }

    private func addResized(to pixels: inout [UInt8]) {
        let start = pixels.count
        pixels.append(contentsOf: repeatElement(0, count: outputLength))
        var span = pixels.mutableSpan
        // Any bits are a byte, and bounds are checked.
        var bytes = unsafe span.mutableBytes
        for index in 0..<outputLength / 8 {
            bytes.storeBytes(
                of: SIMD8<UInt8>(truncatingIfNeeded: resized[index]),
                toByteOffset: start &+ index &* 8, as: SIMD8<UInt8>.self)
        }
        for index in outputLength / 8 * 8..<outputLength {
            span[start + index] = UInt8(truncatingIfNeeded: resized[index / 8][index % 8])
        }
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
