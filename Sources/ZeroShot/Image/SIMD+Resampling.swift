// Written in forms that the compiler is known to turn into single instructions: reads of whole
// vectors, and products of 16-bit pairs into `pmaddwd` on x86-64.

extension SIMD8<Int16> {
    /// Eight bytes that begin at `offset`, widened.
    @inline(__always)
    init(widening bytes: Span<UInt8>, at offset: Int) {
        // Within bounds, which are checked, any eight bytes are a vector.
        let eight = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromByteOffset: offset, as: SIMD8<UInt8>.self)
        self.init(truncatingIfNeeded: eight)
    }

    /// Eight samples that begin at `offset`.
    @inline(__always)
    init(_ samples: RawSpan, at offset: Int) {
        self = unsafe samples.unsafeLoadUnaligned(
            fromByteOffset: offset &* 2, as: SIMD8<Int16>.self)
    }

    /// The numbers of this vector and another in turn: the first four pairs, and the last four.
    @inline(__always)
    func pairs(with other: SIMD8<Int16>) -> (first: SIMD8<Int16>, last: SIMD8<Int16>) {
        var first = SIMD8<Int16>()
        first.evenHalf = lowHalf
        first.oddHalf = other.lowHalf
        var last = SIMD8<Int16>()
        last.evenHalf = highHalf
        last.oddHalf = other.highHalf
        return (first, last)
    }
}

extension SIMD4<Int32> {
    /// The products of eight pairs of numbers, neighbouring products added.
    @inline(__always)
    init(pairsOf left: SIMD8<Int16>, times right: SIMD8<Int16>) {
        let products =
            SIMD8<Int32>(truncatingIfNeeded: left) &* SIMD8<Int32>(truncatingIfNeeded: right)
        self = products.evenHalf &+ products.oddHalf
    }
}
