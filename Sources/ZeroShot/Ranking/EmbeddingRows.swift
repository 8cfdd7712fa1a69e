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
    package func unitRows(_ rows: [Int]) throws -> Embeddings {
        var values = [Float](repeating: 0, count: rows.count * dimension)
        var span = values.mutableSpan
        for (place, row) in rows.enumerated() {
            var vector = span.extracting(place * dimension..<(place + 1) * dimension)
            copy(row..<row + 1, into: &vector)
            if let defect = vector.scaleToUnit() {
                throw RankingError.embedding(row: row, defect: defect)
            }
        }
        return Embeddings(values, dimension: dimension)
    }

    /// All rows at unit length.
    ///
    /// - Throws: `RankingError` for a row without direction.
    package func unitRows() throws -> Embeddings {
        try unitRows(Array(0..<count))
    }
}

/// Some rows of a table, in an order of their own.
package struct SelectedRows<Table: EmbeddingRows>: EmbeddingRows {
    private let table: Table
    private let numbers: [Int]

    package init(_ numbers: [Int], of table: Table) {
        self.table = table
        self.numbers = numbers
    }

    package var dimension: Int { table.dimension }
    package var count: Int { numbers.count }
    package var lengthTolerance: Float { table.lengthTolerance }

    package func copy(_ rows: Range<Int>, into values: inout MutableSpan<Float>) {
        for (place, row) in rows.enumerated() {
            var vector = values.extracting(place * dimension..<(place + 1) * dimension)
            table.copy(numbers[row]..<numbers[row] + 1, into: &vector)
        }
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
