/// Projected vectors, one row for each image or prompt: `[N, E]`, row-major.
public struct Embeddings: Sendable, Equatable {
    /// The number of values in a row (E), at least 1.
    public let dimension: Int
    /// All rows, one after another.
    public let values: [Float]

    /// Rows of `dimension` values each; the number of values must be a multiple of it.
    public init(_ values: [Float], dimension: Int) {
        precondition(dimension > 0, "an embedding has at least one value")
        precondition(
            values.count.isMultiple(of: dimension),
            "\(values.count) values do not fill rows of \(dimension)"
        )
        self.dimension = dimension
        self.values = values
    }

    /// The number of rows (N).
    public var count: Int { values.count / dimension }

    /// The values of one row.
    public subscript(row: Int) -> [Float] {
        Array(values[range(ofRow: row)])
    }

    /// Where the values of one row are.
    func range(ofRow row: Int) -> Range<Int> { row * dimension..<(row + 1) * dimension }

    /// Checks that all values are finite numbers, for which alone JSON has a form.
    ///
    /// - Throws: ``RankingError`` for the first row with another.
    package func requireFinite() throws {
        for row in 0..<count where !self[row].allSatisfy(\.isFinite) {
            throw RankingError.embedding(row: row, defect: .notFinite)
        }
    }

    /// The same rows at unit length.
    ///
    /// - Throws: ``RankingError`` for a row of zeros, or one with NaN or infinity: it has no
    ///   direction.
    public func normalized() throws -> Embeddings {
        var unit = values
        var rows = unit.mutableSpan
        for row in 0..<count {
            var vector = rows.extracting(range(ofRow: row))
            if let defect = vector.scaleToUnit() {
                throw RankingError.embedding(row: row, defect: defect)
            }
        }
        return Embeddings(unit, dimension: dimension)
    }
}

/// Why a vector has no direction.
public enum VectorDefect: Sendable, Equatable {
    /// Every value is zero.
    case zero
    /// A value is NaN or infinite.
    case notFinite

    init?(length: Double) {
        if length == 0 {
            self = .zero
        } else if !length.isFinite {
            self = .notFinite
        } else {
            return nil
        }
    }
}

extension [Float] {
    /// Euclidean length; in double precision it neither overflows nor underflows.
    var length: Double { span.length }
}

extension Span<Float> {
    /// Euclidean length, as above.
    var length: Double { sumOfProducts(with: self).squareRoot() }

    /// The sum of the products of its values and others, as many, in double precision: no product of
    /// float32 values is rounded there, and the order of the values does not matter.
    @inline(__always)
    func sumOfProducts(with others: Span<Float>) -> Double {
        precondition(others.count == count, "\(count) and \(others.count) values")
        let lanes = 8
        let whole = count - count % lanes
        var sums = SIMD8<Double>()
        for start in stride(from: 0, to: whole, by: lanes) {
            sums += SIMD8(self, at: start) * SIMD8(others, at: start)
        }
        var sum = sums.sum()
        for index in whole..<count { sum += Double(self[index]) * Double(others[index]) }
        return sum
    }
}

extension MutableSpan<Float> {
    /// Makes the length of the values 1.
    ///
    /// - Returns: why they have no direction; they then stay as they are.
    mutating func scaleToUnit() -> VectorDefect? {
        let length = span.length
        if let defect = VectorDefect(length: length) { return defect }
        let factor = 1 / length
        for index in 0..<count { self[index] = Float(Double(self[index]) * factor) }
        return nil
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
