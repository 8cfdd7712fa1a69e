// Written in forms that the compiler is known to turn into vector instructions, on x86-64 also
// without any beyond SSE2. No unsafe code is needed for it.

extension SIMD16<Float> {
    /// Sixteen numbers that begin at `offset`.
    @inline(__always)
    init(_ numbers: Span<Float>, at offset: Int) {
        let sixteen = numbers.extracting(offset..<offset &+ 16)
        // Tells the compiler that no read below needs a check of its own.
        precondition(sixteen.count == 16)
        self.init()
        for lane in 0..<16 { self[lane] = sixteen[lane] }
    }

    /// Two to the power of each number, none of them above 0; within 3e-7 of the value.
    ///
    /// Numbers below -125 count as -125, which float32 still has a normal number for.
    @inline(__always)
    func powersOfTwo() -> SIMD16<Float> {
        let exponents = replacing(with: -125, where: self .< -125)
        // At 1.5 * 2²³ neighbouring numbers differ by 1: the sum is rounded to a whole number,
        // which then stands in its lowest bits.
        let shift: Float = 12_582_912
        let shifted = exponents + shift
        let fraction = exponents - (shifted - shift)  // -0.5...0.5
        // Taylor's series of exp(fraction * ln 2); the first term left out is 1.2e-7 at most.
        var power = fraction * 1.5403530e-4 + 1.3333558e-3
        power = power * fraction + 9.6181291e-3
        power = power * fraction + 5.5504109e-2
        power = power * fraction + 2.4022651e-1
        power = power * fraction + 6.9314718e-1
        power = power * fraction + 1
        // Adding to the bits of the exponent multiplies by a power of two.
        return SIMD16(bits: power.bits &+ (shifted.bits &<< 23))
    }

    /// Whether no lane is NaN or infinite.
    @inline(__always)
    var allFinite: Bool { all((self - self) .== 0) }

    /// Each number as float64.
    @inline(__always)
    var widened: SIMD16<Double> {
        var result = SIMD16<Double>()
        for lane in 0..<16 { result[lane] = Double(self[lane]) }
        return result
    }

    @inline(__always)
    private var bits: SIMD16<UInt32> {
        var result = SIMD16<UInt32>()
        for lane in 0..<16 { result[lane] = self[lane].bitPattern }
        return result
    }

    @inline(__always)
    private init(bits: SIMD16<UInt32>) {
        self.init()
        for lane in 0..<16 { self[lane] = Float(bitPattern: bits[lane]) }
    }
}
