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
        Array(values[row * dimension..<(row + 1) * dimension])
    }

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
        var unit: [Float] = []
        unit.reserveCapacity(values.count)
        for row in 0..<count {
            let vector = self[row]
            let length = vector.length
            if let defect = VectorDefect(length: length) {
                throw RankingError.embedding(row: row, defect: defect)
            }
            unit.append(contentsOf: vector.scaled(toUnitFrom: length))
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
    var length: Double {
        var squares = 0.0
        for value in self {
            squares += Double(value) * Double(value)
        }
        return squares.squareRoot()
    }

    func scaled(toUnitFrom length: Double) -> [Float] {
        map { Float(Double($0) / length) }
    }
}
