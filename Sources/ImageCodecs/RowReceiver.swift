/// Takes the rows of an upright picture, from the top, while it is decoded.
package protocol RowReceiver {
    /// Says how large the decoded picture is, before its first row.
    mutating func begin(width: Int, height: Int)

    /// Takes the next rows: 8-bit RGB, red first, without gaps.
    mutating func take(_ rows: Span<UInt8>)

    /// Takes all rows at once, where the decoder has them so.
    mutating func take(whole pixels: [UInt8])
}

extension RowReceiver {
    package mutating func take(whole pixels: [UInt8]) {
        take(pixels.span)
    }
}

/// Gathers a picture's pixels, `[height, width, 3]`.
struct PixelCollector: RowReceiver {
    private(set) var pixels: [UInt8] = []
    private var count = 0

    mutating func begin(width: Int, height: Int) {
        count = width * height * 3
    }

    mutating func take(_ rows: Span<UInt8>) {
        // Not before the first row, so that a file that is nothing but a header takes no memory.
        if pixels.isEmpty { pixels.reserveCapacity(count) }
        unsafe rows.withUnsafeBufferPointer { unsafe pixels.append(contentsOf: $0) }
    }

    mutating func take(whole pixels: [UInt8]) {
        self.pixels = pixels
    }
}
