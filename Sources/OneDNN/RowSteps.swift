/// Rounds a row to whole steps, 127 of them to its largest magnitude.
///
/// A row that holds something that is no finite number has steps that are none either, so that the
/// products made from it are none.
@safe
struct RowSteps {
    private typealias Lane = SIMD16<Float>
    private typealias Bits = SIMD16<Int32>

    /// Steps from zero to the largest magnitude: -128 is left out, so that the range is symmetric.
    private static let limit: Float = 127

    /// Added to a number below 2^22, rounds it to a whole one, half to even, that stands in the
    /// sum's low bits.
    private static let roundingShift: Float = 12_582_912  // 1.5 * 2^23

    /// Writes `count` rounded values and returns what one step is worth.
    static func round(
        _ values: UnsafePointer<Float>, count: Int, into steps: UnsafeMutablePointer<Int8>
    ) -> Float {
        let largest = unsafe largestMagnitude(values, count)
        guard largest > 0 else {
            unsafe steps.update(repeating: 0, count: count)
            return largest
        }
        let factor = limit / largest
        let source = unsafe UnsafeRawPointer(values)
        let target = UnsafeMutableRawPointer(steps)
        let vectors = count / Lane.scalarCount * Lane.scalarCount
        for start in stride(from: 0, to: vectors, by: Lane.scalarCount) {
            let lane = unsafe source.loadUnaligned(fromByteOffset: start * 4, as: Lane.self)
            let shifted = lane * factor + roundingShift
            let bits = unsafe unsafeBitCast(shifted, to: Bits.self)
            unsafe target.storeBytes(
                of: SIMD16<Int8>(truncatingIfNeeded: bits), toByteOffset: start,
                as: SIMD16<Int8>.self)
        }
        for index in vectors..<count {
            let shifted = unsafe values[index] * factor + roundingShift
            unsafe steps[index] = Int8(truncatingIfNeeded: shifted.bitPattern)
        }
        return largest / limit
    }

    /// The largest magnitude; not a number if any value is none.
    ///
    /// Positive floats have the order of their bit patterns, with infinity and then what is no
    /// number on top.
    private static func largestMagnitude(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
        let magnitude: Int32 = 0x7fff_ffff
        let source = unsafe UnsafeRawPointer(values)
        let vectors = count / Bits.scalarCount * Bits.scalarCount
        var largest = Bits()
        for start in stride(from: 0, to: vectors, by: Bits.scalarCount) {
            let bits = unsafe source.loadUnaligned(fromByteOffset: start * 4, as: Bits.self)
            largest = pointwiseMax(largest, bits & magnitude)
        }
        var top = largest.max()
        for index in vectors..<count {
            top = unsafe max(top, Int32(bitPattern: values[index].bitPattern) & magnitude)
        }
        return Float(bitPattern: UInt32(bitPattern: top))
    }
}
