import ZeroShot

/// Pictures by formula, the same as `picture` in `Tools/parity/resampling.py` makes.
enum Picture: String, Decodable, Sendable {
    case noise
    case slope
    case bars

    func image(width: Int, height: Int) -> RGBImage {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<3 {
                    pixels.append(sample(x, y, channel))
                }
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    private func sample(_ x: Int, _ y: Int, _ channel: Int) -> UInt8 {
        switch self {
        case .noise:
            var value = UInt32(x) &* 73_856_093 ^ UInt32(y) &* 19_349_663
            value ^= UInt32(channel + 1) &* 83_492_791
            value ^= value >> 15
            value &*= 0x2C1B_3C6D
            value ^= value >> 12
            return UInt8(truncatingIfNeeded: value)
        case .slope:
            return UInt8(truncatingIfNeeded: 2 * x + 3 * y + 40 * channel)
        case .bars:
            return (x / 3 + y / 2 + channel) % 2 == 0 ? 0 : 255
        }
    }
}
