/// How a decoder's bands become 8-bit RGB: what Pillow's `convert("RGB")` does to the image.
///
/// Alpha and other extra bands are dropped, never blended in, and colour profiles are not applied.
struct PixelConversion {
    enum Colour: Equatable {
        case grey, rgb, cmyk
        /// Colour numbers into a palette `[256, 3]`.
        case indexed([UInt8])
    }

    /// What becomes of samples with 16 bits.
    enum SixteenBit {
        /// The low byte is dropped.
        case highByte
        /// All above 255 becomes 255: Pillow's way with grey.
        case clipped
        /// The same for grey where 0 means white, which libvips inverts and Pillow does not.
        case clippedUninverted
    }

    var colour: Colour
    var sixteenBit = SixteenBit.highByte
    /// Colours are premultiplied by the fourth band, and divided by it as Pillow does.
    var dividesByAlpha = false

    /// How many bands of a pixel are looked at.
    var usedBands: Int {
        switch colour {
        case .grey, .indexed: 1
        case .rgb: dividesByAlpha ? 4 : 3
        case .cmyk: 4
        }
    }

    /// Whether three bands of 8 bits are RGB as they are.
    var keepsBytes: Bool { colour == .rgb && !dividesByAlpha }

    /// `pixels` pixels of `bands` 8-bit samples as RGB.
    func rgb(_ samples: [UInt8], pixels: Int, bands: Int) -> [UInt8] {
        precondition(bands >= usedBands && samples.count == pixels * bands)
        switch colour {
        case .grey:
            return Self.levels(pixels, bands) { pixel, _ in samples[pixel] }
        case .indexed(let palette):
            return Self.levels(pixels, bands) { pixel, channel in
                palette[Int(samples[pixel]) * 3 + channel]
            }
        case .rgb where dividesByAlpha:
            return Self.levels(pixels, bands) { pixel, channel in
                Self.divided(samples[pixel + channel], byAlpha: samples[pixel + 3])
            }
        case .rgb where bands == 3:
            return samples
        case .rgb:
            return Self.levels(pixels, bands) { pixel, channel in samples[pixel + channel] }
        case .cmyk:
            return Self.levels(pixels, bands) { pixel, channel in
                Self.light(ink: samples[pixel + channel], black: samples[pixel + 3])
            }
        }
    }

    /// Three levels a pixel, from the place of its first sample and the channel 0...2.
    @inline(__always)
    private static func levels(
        _ pixels: Int, _ bands: Int, _ level: (_ pixel: Int, _ channel: Int) -> UInt8
    ) -> [UInt8] {
        var rgb = [UInt8](repeating: 0, count: pixels * 3)
        for pixel in 0..<pixels {
            for channel in 0..<3 { rgb[pixel * 3 + channel] = level(pixel * bands, channel) }
        }
        return rgb
    }

    /// 16-bit samples (low byte first, as on every machine that Swift runs on) as 8-bit ones, and
    /// how many pixels were clipped.
    func narrowed(_ bytes: [UInt8], bands: Int) -> (samples: [UInt8], clipped: Int) {
        let count = bytes.count / 2
        var samples = [UInt8](repeating: 0, count: count)
        if sixteenBit == .highByte {
            for index in 0..<count { samples[index] = bytes[index * 2 + 1] }
            return (samples, 0)
        }
        var clipped = 0
        for index in 0..<count {
            var value = UInt16(bytes[index * 2 + 1]) << 8 | UInt16(bytes[index * 2])
            if sixteenBit == .clippedUninverted { value = 65535 - value }
            samples[index] = UInt8(clamping: value)
            if value > 255, index % bands == 0 { clipped += 1 }
        }
        return (samples, clipped)
    }

    /// The light that is left of one channel: Pillow's `cmyk2rgb`, with its rounded division.
    private static func light(ink: UInt8, black: UInt8) -> UInt8 {
        let white = 255 - Int(black)
        let product = Int(ink) * white + 128
        return UInt8(clamping: white - ((product >> 8) + product) >> 8)
    }

    /// Pillow's `unpackRGBa`: without alpha there is no colour.
    private static func divided(_ value: UInt8, byAlpha alpha: UInt8) -> UInt8 {
        alpha == 0 ? 0 : UInt8(clamping: Int(value) * 255 / Int(alpha))
    }
}
