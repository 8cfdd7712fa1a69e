/// A table of embeddings that is read block by block, such as a file too large for memory.
package protocol EmbeddingRows: Sendable {
    /// The number of values in a row (E), at least 1.
    var dimension: Int { get }
    /// The number of rows (N).
    var count: Int { get }
    /// How far from 1 the length of a row may be.
    ///
    /// What is stored in half precision is no longer exactly of unit length.
    var lengthTolerance: Float { get }
    /// Sets `values` to some consecutive rows, one after another.
    func copy(_ rows: Range<Int>, into values: inout MutableSpan<Float>)
}

extension EmbeddingRows {
    /// Some rows at unit length, in the order given.
    ///
    /// - Throws: `RankingError` for a row without direction.
    package func unitRows(_ rows: some Sequence<Int>) throws -> Embeddings {
        var values: [Float] = []
        var row = [Float](repeating: 0, count: dimension)
        for number in rows {
            var span = row.mutableSpan
            copy(number..<number + 1, into: &span)
            values += row
        }
        return try Embeddings(values, dimension: dimension).normalized()
    }
}

extension Embeddings: EmbeddingRows {
    package var lengthTolerance: Float { 0 }

    package func copy(_ rows: Range<Int>, into values: inout MutableSpan<Float>) {
        let start = rows.lowerBound * dimension
        for index in 0..<rows.count * dimension { values[index] = self.values[start + index] }
    }
}

/// Turns stored values into single precision.
package enum StoredValues {
    /// Values of half-precision bit patterns, exact.
    ///
    /// - Parameters:
    ///   - bits: as many as there are values.
    ///   - values: are set.
    package static func widen(_ bits: Span<UInt16>, into values: inout MutableSpan<Float>) {
        precondition(bits.count == values.count, "\(bits.count) halves for \(values.count) values")
        for index in 0..<bits.count { values[index] = float(halfBits: bits[index]) }
    }
}
