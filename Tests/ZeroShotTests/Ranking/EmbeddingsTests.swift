import Testing

@testable import ZeroShot

struct EmbeddingsTests {
    @Test func `rows are read in order`() {
        let embeddings = Embeddings([1, 2, 3, 4, 5, 6], dimension: 3)
        #expect(embeddings.count == 2)
        #expect(embeddings[0] == [1, 2, 3])
        #expect(embeddings[1] == [4, 5, 6])
        #expect(Embeddings([], dimension: 3).count == 0)
    }

    @Test func `normalised rows have unit length and keep their direction`() throws {
        let unit = try Embeddings([3, 4, 0, -2], dimension: 2).normalized()
        #expect(unit.values == [0.6, 0.8, 0, -1])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `rows that were not normalised can be checked for numbers that are none`(
        value: Float
    ) throws {
        try Embeddings([3, 4, 0, 0], dimension: 2).requireFinite()
        #expect(throws: RankingError.embedding(row: 1, defect: .notFinite)) {
            try Embeddings([3, 4, 1, value], dimension: 2).requireFinite()
        }
    }

    @Test(arguments: [Float.leastNonzeroMagnitude, 1e-30, 1e30, .greatestFiniteMagnitude])
    func `tiny and huge values neither vanish nor overflow`(value: Float) throws {
        let unit = try Embeddings([value, value], dimension: 2).normalized()
        #expect(unit.values == [0.70710677, 0.70710677])
    }

    @Test(arguments: [
        (
            [Float(0), 0], VectorDefect.zero,
            "Embedding 1 is all zeros, so it has no direction and cannot be compared. The "
                + "checkpoint's weights are damaged or overflow; verify the checkpoint."
        ),
        (
            [Float.nan, 1], .notFinite,
            "Embedding 1 has a value that is not a finite number, so it has no direction and "
                + "cannot be compared. The checkpoint's weights are damaged or overflow; verify "
                + "the checkpoint."
        ),
        (
            [1, -Float.infinity], .notFinite,
            "Embedding 1 has a value that is not a finite number, so it has no direction and "
                + "cannot be compared. The checkpoint's weights are damaged or overflow; verify "
                + "the checkpoint."
        ),
    ])
    func `a row without direction is an error`(
        row: [Float], defect: VectorDefect, message: String
    ) {
        let error = #expect(throws: RankingError.self) {
            try Embeddings([1, 1] + row, dimension: 2).normalized()
        }
        #expect(error == .embedding(row: 1, defect: defect))
        #expect(error?.description == message)
    }

    @Test func `similarity is the cosine, whatever the other vector's length`() throws {
        let rows = Embeddings([1, 0, 0, 1, 0.6, 0.8], dimension: 2)
        #expect(try rows.similarities(to: [2, 0]) == [1, 0, 0.6])
        #expect(try rows.similarities(to: [0, -7]) == [0, -1, -0.8])
    }

    @Test(arguments: [1, 7, 8, 9, 24, 31])
    func `similarity counts every value, however many there are`(dimension: Int) throws {
        for index in 0..<dimension {
            var row = Array(repeating: Float(0), count: dimension)
            row[index] = 1
            let vector = (0..<dimension).map { Float($0 == index ? 3 : 0) }
            #expect(
                try Embeddings(row, dimension: dimension).similarities(to: vector) == [1])
        }
    }

    @Test func `a vector of another dimension has no similarity`() {
        #expect(throws: RankingError.dimension(image: 3, prototypes: 2)) {
            try Embeddings([1, 0], dimension: 2).similarities(to: [1, 0, 0])
        }
    }
}
