/// The integer arithmetic of Pillow's resampling: weights times 2^22, sums rounded to bytes.
///
/// Weights have up to 24 bits, but processors multiply 16-bit numbers fastest. So a weight is
/// `high * 2^11 + low`, each part is multiplied and summed by itself, and the two sums of 32 bits
/// put together are the exact one. Source: `normalize_coeffs_8bpc` and `clip8` in Pillow's
/// `libImaging/Resample.c`.
enum FixedPoint {
    /// 32 bits less 8 for the result and 2 for sums below zero and above one.
    private static let fractionBits: Int32 = 22
    private static let lowBits: Int32 = 11

    /// A weight as an integer, rounded half away from zero.
    static func weight(_ value: Double) -> Int32 {
        let scaled = value * Double(1 << fractionBits)
        return Int32(value < 0 ? scaled - 0.5 : scaled + 0.5)
    }

    /// The upper part of a weight.
    static func high(_ weight: Int32) -> Int16 { Int16(weight >> lowBits) }

    /// The lower part of a weight, never negative.
    static func low(_ weight: Int32) -> Int16 { Int16(weight & (1 << lowBits - 1)) }

    /// The sums of whole weights from the sums of their parts.
    @inline(__always)
    static func sums(high: SIMD4<Int32>, low: SIMD4<Int32>) -> SIMD4<Int32> {
        high &<< lowBits &+ low
    }

    /// Sums rounded to samples; those outside `0...255` are clipped.
    @inline(__always)
    static func samples(_ sums: SIMD4<Int32>) -> SIMD4<Int16> {
        let rounded = (sums &+ (1 << (fractionBits - 1))) &>> fractionBits
        return SIMD4(
            truncatingIfNeeded: rounded.clamped(
                lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 255)
            )
        )
    }

    /// Eight sums rounded to samples.
    @inline(__always)
    static func samples(_ sums: SIMD8<Int32>) -> SIMD8<Int16> {
        let rounded = (sums &+ (1 << (fractionBits - 1))) &>> fractionBits
        return SIMD8(
            truncatingIfNeeded: rounded.clamped(
                lowerBound: SIMD8(repeating: 0), upperBound: SIMD8(repeating: 255)
            )
        )
    }
}
