import Testing

@testable import ZeroShot

struct RankingTests {
    private static let scoring = Scoring.softmax(logitScale: 1)

    private static func order(_ similarities: [Float], top: Int) throws -> [Int] {
        let labels = similarities.indices.map { "label \($0)" }
        return try Ranking(
            similarities: similarities, labels: labels, scoring: scoring, top: top
        ).predictions.map(\.labelIndex)
    }

    @Test func `the nearest label comes first and scores count all labels`() throws {
        let ranking = try Ranking(
            similarities: [0, 0.5, -1, 0.5], labels: ["a", "b", "c", "d"],
            scoring: .softmax(logitScale: 2), top: 2
        )
        // e^1 / (e^0 + e^1 + e^-2 + e^1) = 2.718282 / 6.571899
        let probability: Float = 0.41362198
        #expect(ranking.predictions.map(\.rank) == [1, 2])
        #expect(ranking.predictions.map(\.label) == ["b", "d"])
        #expect(ranking.predictions.map(\.similarity) == [0.5, 0.5])
        for prediction in ranking.predictions {
            #expect(abs(prediction.probability - probability) < 1e-6)
        }
    }

    @Test(arguments: 1...8)
    func `equal values keep the caller's order, however many are wanted`(top: Int) throws {
        let similarities: [Float] = [0.1, 0.3, 0.3, 0.1, 0.3, 0.2, 0.1]
        let expected = [1, 2, 4, 5, 0, 3, 6]
        #expect(try Self.order(similarities, top: top) == Array(expected.prefix(top)))
    }

    @Test(arguments: [1, 5, 100, 5000])
    func `keeping the best of many equals sorting them all`(top: Int) throws {
        // Values repeat every 997 and run up and down: ties, and records late in the list.
        let similarities = (0..<5000).map { Float(($0 * 7919) % 997) / 997 }
        let sorted = similarities.indices.sorted {
            (similarities[$1], $0) < (similarities[$0], $1)
        }
        #expect(try Self.order(similarities, top: top) == Array(sorted.prefix(top)))
        let ascending = (0..<5000).map { Float($0) / 5000 }
        #expect(try Self.order(ascending, top: top) == Array((0..<5000).reversed().prefix(top)))
    }

    @Test func `negative zero and zero are equal`() throws {
        #expect(try Self.order([-0.0, 0.0, -0.0], top: 3) == [0, 1, 2])
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `a similarity that is no number is an error, never a rank`(value: Float) {
        let error = #expect(throws: RankingError.self) {
            try Ranking(
                similarities: [0.1, value], labels: ["fox", "owl"], scoring: Self.scoring, top: 1
            )
        }
        #expect(
            error?.description == """
                The similarity to 'owl' is not a finite number, so nothing can be ranked. The \
                checkpoint's weights are damaged or overflow; verify the checkpoint.
                """)
    }

    @Test func `similarity is the cosine, whatever the image embedding's length`() throws {
        let prototypes = ClassPrototypes(
            labels: ["x", "y", "between"],
            embeddings: Embeddings([1, 0, 0, 1, 0.6, 0.8], dimension: 2)
        )
        #expect(try prototypes.similarities(to: [2, 0]) == [1, 0, 0.6])
        #expect(try prototypes.similarities(to: [0, -7]) == [0, -1, -0.8])
        let ranking = try prototypes.ranking(of: [2, 0], scoring: Self.scoring, top: 5)
        #expect(ranking.predictions.map(\.label) == ["x", "between", "y"])
    }

    @Test func `an image of another embedding space is refused`() {
        let prototypes = ClassPrototypes(
            labels: ["x"], embeddings: Embeddings([1, 0], dimension: 2)
        )
        let error = #expect(throws: RankingError.self) {
            try prototypes.similarities(to: [1, 0, 0])
        }
        #expect(
            error?.description == """
                The image embedding has 3 values, the class prototypes have 2. They come from \
                different checkpoints; compute both with the same one.
                """)
        #expect(throws: RankingError.embedding(row: 0, defect: .notFinite)) {
            try prototypes.similarities(to: [.nan, 0])
        }
    }
}
