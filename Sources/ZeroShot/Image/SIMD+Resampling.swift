// Written in forms that the compiler is known to turn into single instructions: eight reads into
// one, and products of 16-bit pairs into `pmaddwd` on x86-64. No unsafe code is needed for it.

extension SIMD8<Int16> {
    /// Eight bytes that begin at `offset`, widened.
    @inline(__always)
    init(widening bytes: Span<UInt8>, at offset: Int) {
        let eight = bytes.extracting(offset..<offset &+ 8)
        // Tells the compiler that no read below needs a check of its own.
        precondition(eight.count == 8)
        self.init()
        for lane in 0..<8 { self[lane] = Int16(eight[lane]) }
    }

    /// Numbers of two vectors in turn.
    @inline(__always)
    init(alternating first: SIMD4<Int16>, _ second: SIMD4<Int16>) {
        self.init()
        evenHalf = first
        oddHalf = second
    }
}

extension SIMD8<Int32> {
    /// Eight numbers that begin at `offset`.
    @inline(__always)
    init(_ numbers: Span<Int32>, at offset: Int) {
        let eight = numbers.extracting(offset..<offset &+ 8)
        precondition(eight.count == 8)
        self.init()
        for lane in 0..<8 { self[lane] = eight[lane] }
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
