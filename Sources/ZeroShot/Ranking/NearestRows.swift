internal import OneDNN

/// A stored row and how near it is to a query.
package struct NearRow: Sendable, Equatable {
    /// Its number in the table.
    package let row: Int
    /// Cosine, -1...1, summed in double precision.
    package let similarity: Float

    package init(row: Int, similarity: Float) {
        self.row = row
        self.similarity = similarity
    }
}

/// The rows nearest to each of some queries, among those seen so far.
///
/// Products in float32 decide which rows are kept for a closer look; what ranks is the similarity
/// summed in double precision. Memory depends on the number of queries and of rows wanted only.
struct NearestRows {
    private let wanted: Int
    private var candidates: [Candidates]
    /// A row with a score that is not above it has no place.
    private var bars: [Float]

    /// - Parameters:
    ///   - queries: how many there are.
    ///   - wanted: rows for each, at least 1.
    ///   - dimension: of the rows.
    ///   - lengthTolerance: how far from 1 a row's length may be.
    init(queries: Int, wanted: Int, dimension: Int, lengthTolerance: Float) {
        self.wanted = wanted
        // As for the labels of an image: see `RankingLanes`. A row that is not of unit length has a
        // score that is off by as much as its length, which no similarity exceeds.
        let margin = 2 * (Float(dimension + 2) * .ulpOfOne + lengthTolerance)
        candidates = Array(
            repeating: Candidates(wanted: wanted, margin: margin), count: queries)
        bars = Array(repeating: -.infinity, count: queries)
    }

    /// Takes the scores of consecutive rows, one score for each query in a row.
    ///
    /// - Parameters:
    ///   - scores: `[rows, queries]`.
    ///   - firstRow: the number of the first one.
    ///   - hidden: rows that are passed over.
    /// - Returns: the first row with a score that is no number; nil when there is none.
    mutating func add(_ scores: Span<Float>, firstRow: Int, hidden: RowSet) -> Int? {
        let queries = bars.count
        let rows = scores.count / queries
        for index in 0..<rows {
            let start = index &* queries
            // One pass without branches tells nearly always that there is nothing to keep.
            var isNear = false
            for query in 0..<queries {
                isNear = isNear || !(scores[start &+ query] <= bars[query])
            }
            guard isNear, !hidden.contains(firstRow + index) else { continue }
            for query in 0..<queries {
                let score = scores[start + query]
                guard score.isFinite else { return firstRow + index }
                if score > bars[query] {
                    candidates[query].add(.init(number: firstRow + index, score: score))
                    bars[query] = candidates[query].bar
                }
            }
        }
        return nil
    }

    /// The nearest rows of each query, best first; of equal ones the lower number comes first.
    ///
    /// - Throws: `RankingError` for a row without direction.
    mutating func best(of rows: some EmbeddingRows, queries: Embeddings) throws -> [[NearRow]] {
        try candidates.indices.map { query in
            let numbers = candidates[query].best().map(\.number)
            let units = try rows.unitRows(numbers)
            let near = numbers.enumerated().map { index, row in
                NearRow(
                    row: row,
                    similarity: units.similarity(ofRow: index, toRow: query, of: queries))
            }
            return Array(
                near.sorted {
                    $0.similarity == $1.similarity ? $0.row < $1.row : $0.similarity > $1.similarity
                }.prefix(wanted))
        }
    }
}

/// A set of row numbers, one bit for each row.
package struct RowSet: Sendable, Equatable {
    private var words: [UInt64]
    /// How many rows are in it.
    package private(set) var count = 0

    /// No row of so many.
    package init(rows: Int) {
        words = Array(repeating: 0, count: (rows + 63) / 64)
    }

    /// Puts a row in.
    package mutating func insert(_ row: Int) {
        guard !contains(row) else { return }
        words[row / 64] |= 1 << UInt64(row % 64)
        count += 1
    }

    package func contains(_ row: Int) -> Bool {
        words[row / 64] & (1 << UInt64(row % 64)) != 0
    }
}

extension DualEncoder {
    /// The rows of a table that are nearest to each query.
    ///
    /// The table is read once, block by block; what is held beside the queries are the rows wanted.
    ///
    /// - Parameters:
    ///   - queries: of any length.
    ///   - wanted: rows for each query, at least 1.
    ///   - rows: of unit length, but for what storing them changed.
    ///   - hidden: rows that are passed over.
    /// - Returns: for each query its nearest rows, best first.
    /// - Throws: `RankingError` for a query or row without direction, or of another dimension;
    ///   `CancellationError`.
    package func nearestRows(
        to queries: Embeddings, wanted: Int, among rows: some EmbeddingRows, hidden: RowSet
    ) throws -> [[NearRow]] {
        guard queries.dimension == rows.dimension else {
            throw RankingError.dimension(image: rows.dimension, prototypes: queries.dimension)
        }
        guard queries.count > 0, rows.count > 0 else {
            return Array(repeating: [], count: queries.count)
        }
        let queries = try queries.normalized()
        return try withRowProducts { engine, products in
            var nearest = NearestRows(
                queries: queries.count, wanted: wanted, dimension: rows.dimension,
                lengthTolerance: rows.lengthTolerance)
            let table = Tensor(
                queries.values, shape: [queries.count, queries.dimension], on: engine)
            for start in stride(from: 0, to: rows.count, by: Self.rowsPerSearchBlock) {
                try Task.checkCancellation()
                let numbers = start..<min(start + Self.rowsPerSearchBlock, rows.count)
                var block = Tensor(uninitialized: [numbers.count, rows.dimension], on: engine)
                block.fillRows(on: engine, minimumPart: 16) { part, values in
                    rows.copy(start + part.lowerBound..<start + part.upperBound, into: &values)
                }
                let scores = try block.withSpan { try products($0, table) }
                let defective = scores.withSpan {
                    nearest.add($0, firstRow: start, hidden: hidden)
                }
                if let defective {
                    throw RankingError.embedding(row: defective, defect: .notFinite)
                }
            }
            return try nearest.best(of: rows, queries: queries)
        }
    }

    /// With 512 values in a row a block takes 2 MiB, which stays in the cache until its product.
    private static let rowsPerSearchBlock = 1024
}
