/// Picks the source pixel under the middle of each output pixel.
struct NearestResampling: RowResampling {
    /// Bytes of a source row.
    private let rowLength: Int
    /// For each output column, where its source pixel begins in a row, in bytes.
    private let columns: [Int]
    /// The source rows of the output rows, in ascending order.
    private let rows: [Int]
    private var taken = 0
    private var finished = 0
    /// One output row, and a byte that does not count.
    private var line: [UInt8]

    init(from source: PixelSize, to size: PixelSize, keeping window: PixelWindow) {
        rowLength = source.width * 3
        columns = Self.nearest(from: source.width, to: size.width, window.columns).map { $0 * 3 }
        rows = Self.nearest(from: source.height, to: size.height, window.rows)
        line = [UInt8](repeating: 0, count: columns.count * 3 + 1)
    }

    mutating func take(_ rows: Span<UInt8>, to pixels: inout [UInt8]) {
        let end = taken + rows.count / rowLength
        while finished < self.rows.count, self.rows[finished] < end {
            let row = self.rows[finished]
            let start = (row - taken) * rowLength
            pick(from: rows.extracting(start..<start + rowLength))
            while finished < self.rows.count, self.rows[finished] == row {
                pixels.append(contentsOf: line.dropLast())
                finished += 1
            }
        }
        taken = end
    }

    private mutating func pick(from row: Span<UInt8>) {
        let (columns, rowLength) = (columns, rowLength)
        var span = line.mutableSpan
        // Any bits are a byte, and bounds are checked.
        var bytes = unsafe span.mutableBytes
        for (index, column) in columns.enumerated() {
            // Four bytes at once; the next pixel lies over the fourth. The row's last pixel has none.
            if column &+ 4 <= rowLength {
                let pixel = unsafe row.bytes.unsafeLoadUnaligned(
                    fromByteOffset: column, as: SIMD4<UInt8>.self)
                bytes.storeBytes(of: pixel, toByteOffset: index &* 3, as: SIMD4<UInt8>.self)
            } else {
                for channel in 0..<3 {
                    bytes.storeBytes(
                        of: row[column + channel], toByteOffset: index * 3 + channel, as: UInt8.self
                    )
                }
            }
        }
    }

    /// The source position under the middle of each output.
    ///
    /// Pillow adds up steps instead of multiplying. The rounding errors of the sum decide which
    /// pixel is taken, so the sum begins at the first output even when that is not asked for.
    /// Source: `ImagingScaleAffine` in Pillow 13's `libImaging/Geometry.c`.
    private static func nearest(
        from length: Int, to newLength: Int, _ outputs: Range<Int>
    ) -> [Int] {
        let step = Double(length) / Double(newLength)
        var position = step * 0.5
        var result: [Int] = []
        for output in 0..<outputs.upperBound {
            if outputs.contains(output) {
                // Only beyond 2^26 outputs could the errors push the sum over the edge.
                result.append(min(Int(position), length - 1))
            }
            position += step
        }
        return result
    }
}
