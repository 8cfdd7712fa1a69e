/// A picture of 8-bit red, green and blue, already turned the right way up.
public struct RGBImage: Sendable, Equatable {
    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `[height, width, 3]`, row after row from the top, red first.
    public let pixels: [UInt8]

    /// Makes a picture of at least one pixel; `pixels` holds `height * width * 3` bytes.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        precondition(
            pixels.count == width * height * 3,
            "\(width)x\(height) pixels need \(width * height * 3) bytes, not \(pixels.count)"
        )
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}
