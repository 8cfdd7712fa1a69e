/// Eight neighbouring pixels, or their weights, each channel a vector of 16-bit numbers.
///
/// Pixel `p` of a channel stands in the lane in which it lies when 24 interleaved samples are cut
/// into three vectors of eight: lane `(3p + channel) mod 8`. So a channel is picked by three masks,
/// with no shuffling. A sum of products does not mind the order, as long as both sides have it.
struct PixelGroup {
    /// Pixels in a group.
    static let size = 8

    private(set) var red = SIMD8<Int16>()
    private(set) var green = SIMD8<Int16>()
    private(set) var blue = SIMD8<Int16>()

    /// A group of zeros.
    init() {}

    /// Eight pixels from three vectors of interleaved samples, the first at `offset`.
    @inline(__always)
    init(_ samples: Span<SIMD8<Int16>>, at offset: Int) {
        let first = samples[offset]
        let second = samples[offset &+ 1]
        let third = samples[offset &+ 2]
        let lanes036 = SIMD8<Int16>(-1, 0, 0, -1, 0, 0, -1, 0)
        let lanes147 = SIMD8<Int16>(0, -1, 0, 0, -1, 0, 0, -1)
        let lanes25 = SIMD8<Int16>(0, 0, -1, 0, 0, -1, 0, 0)
        red = first & lanes036 | second & lanes147 | third & lanes25
        green = first & lanes147 | second & lanes25 | third & lanes036
        blue = first & lanes25 | second & lanes036 | third & lanes147
    }

    /// Gives one pixel the same number in all three channels.
    mutating func set(pixel: Int, to value: Int16) {
        red[3 * pixel % 8] = value
        green[(3 * pixel + 1) % 8] = value
        blue[(3 * pixel + 2) % 8] = value
    }
}
