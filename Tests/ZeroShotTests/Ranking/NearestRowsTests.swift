import Testing

@testable import ZeroShot

/// The search for the rows of a table that are nearest to some queries.
struct NearestRowsTests {
    private static let dimension = 24
    private static let encoder = Result {
        DualEncoder(checkpoint: try Checkpoint("demo"), threads: 2)
    }

    private static func rows(_ count: Int, seed: UInt64) throws -> Embeddings {
        var state = seed
        let values = (0..<count * dimension).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(state >> 40) / 0x1p24 - 0.5
        }
        return try Embeddings(values, dimension: dimension).normalized()
    }

    /// What sorting all similarities gives.
    private static func expected(
        _ rows: Embeddings, _ queries: Embeddings, wanted: Int, hidden: RowSet
    ) throws -> [[NearRow]] {
        try (0..<queries.count).map { query in
            let similarities = try rows.similarities(to: queries[query])
            let near = similarities.indices.filter { !hidden.contains($0) }
                .map { NearRow(row: $0, similarity: similarities[$0]) }
                .sorted {
                    $0.similarity == $1.similarity ? $0.row < $1.row : $0.similarity > $1.similarity
                }
            return Array(near.prefix(wanted))
        }
    }

    @Test(arguments: [(1, 1, 1), (5, 3, 10), (1024, 7, 4), (5000, 33, 50), (3000, 1, 700)])
    func `the nearest rows are those of sorting all`(
        count: Int, queries: Int, wanted: Int
    ) async throws {
        let rows = try Self.rows(count, seed: 3)
        let queries = try Self.rows(queries, seed: 4)
        var hidden = RowSet(rows: count)
        for row in stride(from: 2, to: count, by: 3) { hidden.insert(row) }
        let found = try await Self.encoder.get().nearestRows(
            to: queries, wanted: wanted, among: rows, hidden: hidden)
        #expect(
            try found == Self.expected(rows, queries, wanted: wanted, hidden: hidden))
    }

    @Test func `equal rows come in their order`() async throws {
        let one = try Self.rows(1, seed: 9)
        let rows = Embeddings(
            (0..<3000).flatMap { _ in one.values }, dimension: Self.dimension)
        let found = try await Self.encoder.get().nearestRows(
            to: one, wanted: 5, among: rows, hidden: RowSet(rows: 3000))
        #expect(found[0].map(\.row) == [0, 1, 2, 3, 4])
    }

    /// Rows whose lengths are off by as much as they say.
    private struct Scaled: EmbeddingRows {
        let rows: Embeddings
        var dimension: Int { rows.dimension }
        var count: Int { rows.count }
        var lengthTolerance: Float { 0.01 }

        func copy(_ numbers: Range<Int>, into values: inout MutableSpan<Float>) {
            rows.copy(numbers, into: &values)
            for index in 0..<values.count {
                let row = numbers.lowerBound + index / dimension
                values[index] *= row.isMultiple(of: 2) ? 1.01 : 0.99
            }
        }
    }

    @Test func `lengths that storing changed decide on no place`() async throws {
        // Near to one another, so that lengths would bring them out of order.
        let base = try Self.rows(1, seed: 5).values
        let noise = try Self.rows(2000, seed: 6).values
        let close = noise.indices.map { base[$0 % Self.dimension] + 0.1 * noise[$0] }
        let rows = try Embeddings(close, dimension: Self.dimension).normalized()
        let queries = Embeddings(base, dimension: Self.dimension)
        let hidden = RowSet(rows: rows.count)
        let found = try await Self.encoder.get().nearestRows(
            to: queries, wanted: 20, among: Scaled(rows: rows), hidden: hidden)
        let expected = try Self.expected(rows, queries, wanted: 20, hidden: hidden)
        #expect(found[0].map(\.row) == expected[0].map(\.row))
    }

    @Test func `no rows and no queries find nothing`() async throws {
        let encoder = try Self.encoder.get()
        let none = Embeddings([], dimension: Self.dimension)
        let some = try Self.rows(2, seed: 1)
        let empty = RowSet(rows: 0)
        #expect(
            try await encoder.nearestRows(to: some, wanted: 1, among: none, hidden: empty)
                == [[], []])
        #expect(
            try await encoder.nearestRows(to: none, wanted: 1, among: some, hidden: RowSet(rows: 2))
                == [])
    }

    @Test func `rows that are no numbers or of another dimension are refused`() async throws {
        let encoder = try Self.encoder.get()
        let some = try Self.rows(2, seed: 1)
        let broken = Embeddings([.nan] + some.values.dropFirst(), dimension: Self.dimension)
        await #expect(throws: RankingError.embedding(row: 0, defect: .notFinite)) {
            try await encoder.nearestRows(
                to: some, wanted: 1, among: broken, hidden: RowSet(rows: 2))
        }
        await #expect(throws: RankingError.dimension(image: 24, prototypes: 12)) {
            try await encoder.nearestRows(
                to: Embeddings(Array(some.values.prefix(12)), dimension: 12), wanted: 1,
                among: some, hidden: RowSet(rows: 2))
        }
    }

    @Test func `a set of rows holds what was put in`() {
        var set = RowSet(rows: 130)
        for row in [0, 63, 64, 129, 64] { set.insert(row) }
        #expect(set.count == 4)
        #expect((0..<130).filter(set.contains) == [0, 63, 64, 129])
    }
}
