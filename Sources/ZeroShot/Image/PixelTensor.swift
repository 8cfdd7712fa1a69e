/// A picture as an image tower takes it.
public struct PixelTensor: Sendable, Equatable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `[3, height, width]`: all red values row after row, then green, then blue; normalised.
    public let values: [Float]

    package init(width: Int, height: Int, values: [Float]) {
        precondition(
            values.count == 3 * width * height,
            "\(width)x\(height) pixels need \(3 * width * height) numbers, not \(values.count)"
        )
        self.width = width
        self.height = height
        self.values = values
    }
}
