/// A rectangle of pixels: half-open ranges of columns and rows.
package struct PixelWindow: Sendable, Equatable {
    package let columns: Range<Int>
    package let rows: Range<Int>

    package init(columns: Range<Int>, rows: Range<Int>) {
        self.columns = columns
        self.rows = rows
    }

    /// The whole of a picture.
    package init(of size: PixelSize) {
        self.init(columns: 0..<size.width, rows: 0..<size.height)
    }
}
