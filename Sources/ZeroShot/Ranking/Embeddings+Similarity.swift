extension Embeddings {
    /// Cosine similarity of each row, of unit length, with one vector of any length, -1...1.
    ///
    /// - Throws: ``RankingError`` when the vector has no direction or another dimension.
    public func similarities(to vector: [Float]) throws -> [Float] {
        guard vector.count == dimension else {
            throw RankingError.dimension(image: vector.count, prototypes: dimension)
        }
        let unit = try Embeddings(vector, dimension: dimension).normalized()
        return (0..<count).map { similarity(ofRow: $0, toRow: 0, of: unit) }
    }

    /// Dot product of a row and another's row, both of unit length: their cosine.
    ///
    /// Summed in double precision, so that the order of the values does not matter.
    func similarity(ofRow row: Int, toRow otherRow: Int, of other: Embeddings) -> Float {
        let own = values.span.extracting(row * dimension..<(row + 1) * dimension)
        let others = other.values.span.extracting(
            otherRow * dimension..<(otherRow + 1) * dimension)
        let lanes = 8
        let whole = dimension - dimension % lanes
        var sums = SIMD8<Double>()
        for start in stride(from: 0, to: whole, by: lanes) {
            sums += SIMD8(own, at: start) * SIMD8(others, at: start)
        }
        var sum = sums.sum()
        for index in whole..<dimension {
            sum += Double(own[index]) * Double(others[index])
        }
        return Float(sum)
    }
}

extension SIMD8<Double> {
    /// Eight numbers that begin at `offset`, widened.
    @inline(__always)
    fileprivate init(_ numbers: Span<Float>, at offset: Int) {
        let eight = numbers.extracting(offset..<offset &+ 8)
        precondition(eight.count == 8)
        self.init()
        for lane in 0..<8 { self[lane] = Double(eight[lane]) }
    }
}
