import Foundation
import OneDNN
import Testing

@testable import ZeroShot

struct LabelRankerTests {
    private static let scorings = [
        Scoring.softmax(logitScale: 100), .sigmoid(logitScale: 110, logitBias: -12),
    ]

    /// Blocks so small that a few hundred labels fill several of them.
    private static func ranker(images: Int = 32, scores: Int = 2400) throws -> LabelRanker {
        LabelRanker(on: try Engine(threads: 2), imagesPerBlock: images, scoresPerBlock: scores)
    }

    private static func rankings(
        _ images: Embeddings, against prototypes: ClassPrototypes, scoring: Scoring, top: Int
    ) throws -> [Ranking] {
        try ranker()(images, against: prototypes, scoring: scoring, top: top)
            .rankings(labels: prototypes.labels)
    }

    private static func prototypes(_ rows: Embeddings) -> ClassPrototypes {
        ClassPrototypes(labels: (0..<rows.count).map { "label \($0)" }, embeddings: rows)
    }

    private static func random(
        _ count: Int, dimension: Int, seed: UInt64
    ) throws -> Embeddings {
        var numbers = RandomNumbers(seed: seed)
        return try Embeddings(numbers.floats(count * dimension), dimension: dimension)
            .normalized()
    }

    /// Rankings are the plain definition's: the same labels and similarities to the bit, and
    /// probabilities within a tenth of what a report's may be off.
    private static func expectPlain(
        _ found: [Ranking], _ images: Embeddings, _ prototypes: ClassPrototypes,
        _ scoring: Scoring, top: Int, within tolerance: Float = 1e-5,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(found.count == images.count, sourceLocation: sourceLocation)
        for (row, ranking) in found.enumerated() {
            let plain = Ranking(
                similarities: try prototypes.embeddings.similarities(to: images[row]),
                labels: prototypes.labels, scoring: scoring, top: top)
            let (places, expected) = (ranking.predictions, plain.predictions)
            #expect(places.map(\.rank) == expected.map(\.rank), sourceLocation: sourceLocation)
            #expect(places.map(\.label) == expected.map(\.label), sourceLocation: sourceLocation)
            #expect(
                places.map(\.labelIndex) == expected.map(\.labelIndex), "image \(row)",
                sourceLocation: sourceLocation)
            #expect(
                places.map(\.similarity) == expected.map(\.similarity),
                sourceLocation: sourceLocation)
            expectEqual(
                places.map(\.probability), expected.map(\.probability), within: tolerance,
                "probabilities of image \(row)", sourceLocation: sourceLocation)
        }
    }

    @Test(
        arguments: [
            (labels: 2, images: 1, dimension: 3), (150, 16, 8), (31, 17, 20), (151, 33, 19),
            (640, 40, 64), (333, 3, 1),
        ], [1, 5, 1000, Int.max])
    func `many images at once are ranked as each alone by sorting`(
        sizes: (labels: Int, images: Int, dimension: Int), top: Int
    ) throws {
        let prototypes = Self.prototypes(
            try Self.random(sizes.labels, dimension: sizes.dimension, seed: 1))
        var images = try Self.random(sizes.images, dimension: sizes.dimension, seed: 2)
        // Their length does not matter.
        images = Embeddings(images.values.map { $0 * 3 }, dimension: sizes.dimension)
        for scoring in Self.scorings {
            let found = try Self.rankings(images, against: prototypes, scoring: scoring, top: top)
            try Self.expectPlain(found, images, prototypes, scoring, top: top)
        }
    }

    @Test func `blocks of the sizes that are used agree with sorting too`() throws {
        let prototypes = Self.prototypes(try Self.random(3000, dimension: 4, seed: 3))
        let images = try Self.random(530, dimension: 4, seed: 4)
        let ranker = LabelRanker(on: try Engine(threads: 2))
        let found = try ranker(
            images, against: prototypes, scoring: Self.scorings[0], top: 3
        ).rankings(labels: prototypes.labels)
        for row in [0, 255, 511, 512, 529] {
            try Self.expectPlain(
                [found[row]], Embeddings(images[row], dimension: 4), prototypes,
                Self.scorings[0], top: 3)
        }
    }

    @Test(arguments: [1, 3, 40])
    func `equal prototypes keep the caller's order wherever in a block they stand`(
        top: Int
    ) throws {
        // Three directions in turn, 401 of them: every block, run and remainder holds each.
        let directions = try Self.random(3, dimension: 37, seed: 5)
        let prototypes = Self.prototypes(
            Embeddings((0..<401).flatMap { directions[$0 % 3] }, dimension: 37))
        let images = try Self.random(20, dimension: 37, seed: 6)
        for scoring in Self.scorings {
            let found = try Self.rankings(images, against: prototypes, scoring: scoring, top: top)
            try Self.expectPlain(found, images, prototypes, scoring, top: top)
        }
    }

    @Test(arguments: [1, 5])
    func `differences that a product in float32 loses decide all the same`(top: Int) throws {
        // One direction, each of 600 labels turned away from it by about a product's rounding.
        let dimension = 512
        let direction = try Self.random(1, dimension: dimension, seed: 7).values
        var numbers = RandomNumbers(seed: 8)
        let rows = (0..<600).flatMap { _ in
            zip(direction, numbers.floats(dimension)).map { $0 + $1 * 3e-7 }
        }
        let prototypes = Self.prototypes(
            try Embeddings(rows, dimension: dimension).normalized())
        // Images near it, though not so near that similarities differ by less than float32 tells.
        let images = Embeddings(
            (0..<16).flatMap { _ in
                zip(direction, numbers.floats(dimension)).map { $0 + $1 * 0.05 }
            }, dimension: dimension)
        let scoring = Scoring.softmax(logitScale: 100)
        let found = try Self.rankings(images, against: prototypes, scoring: scoring, top: top)
        try Self.expectPlain(found, images, prototypes, scoring, top: top)
    }

    @Test func `labels that are all the same share the probability`() throws {
        let row = try Self.random(1, dimension: 16, seed: 9).values
        let prototypes = Self.prototypes(
            Embeddings((0..<500).flatMap { _ in row }, dimension: 16))
        let found = try Self.rankings(
            Embeddings(row, dimension: 16), against: prototypes,
            scoring: .softmax(logitScale: 100), top: 4)
        #expect(found[0].predictions.map(\.labelIndex) == [0, 1, 2, 3])
        expectEqual(
            found[0].predictions.map(\.probability), [0.002, 0.002, 0.002, 0.002], within: 1e-8,
            "shares")
    }

    /// At the first three scales each label counts about as much as any other, a 777th: one label
    /// too few or too many would change each probability by more than 1e-6.
    @Test(arguments: [
        (Float(0), Float(2e-9)), (0.01, 2e-9), (1, 2e-9), (30, 3e-6), (10_000, 1e-5),
        (1e12, 1e-5), (3e38, 1e-5),
    ])
    func `probabilities count all labels at any scale`(
        scale: Float, tolerance: Float
    ) throws {
        let prototypes = Self.prototypes(try Self.random(777, dimension: 24, seed: 10))
        let images = try Self.random(18, dimension: 24, seed: 11)
        let scoring = Scoring.softmax(logitScale: scale)
        let found = try Self.rankings(images, against: prototypes, scoring: scoring, top: 7)
        try Self.expectPlain(
            found, images, prototypes, scoring, top: 7, within: tolerance)
    }

    @Test func `one label far above many others takes its whole share, no more`() throws {
        // The nearest stands first, then others that are opposite, or at right angles.
        var rows: [Float] = [1, 0]
        for index in 0..<300 { rows += index.isMultiple(of: 2) ? [-1, 0] : [0, 1] }
        let prototypes = Self.prototypes(Embeddings(rows, dimension: 2))
        for scale in [Float(1), 5, 100, 10_000] {
            let scoring = Scoring.softmax(logitScale: scale)
            let image = Embeddings([1, 0], dimension: 2)
            let found = try Self.rankings(image, against: prototypes, scoring: scoring, top: 2)
            try Self.expectPlain(found, image, prototypes, scoring, top: 2)
            #expect(found[0].predictions[0].probability <= 1)
        }
    }

    @Test func `similarities that are all negative are ranked like others`() throws {
        var numbers = RandomNumbers(seed: 12)
        let rows = try Embeddings(
            (0..<200).flatMap { _ in [-1] + numbers.floats(5) }, dimension: 6
        ).normalized()
        let prototypes = Self.prototypes(rows)
        let image = Embeddings([1, 0, 0, 0, 0, 0], dimension: 6)
        for scoring in Self.scorings {
            let found = try Self.rankings(image, against: prototypes, scoring: scoring, top: 5)
            #expect(found[0].predictions.allSatisfy { $0.similarity < 0 })
            try Self.expectPlain(found, image, prototypes, scoring, top: 5)
        }
    }

    @Test func `no images have no rankings`() throws {
        let prototypes = Self.prototypes(try Self.random(4, dimension: 5, seed: 13))
        let found = try Self.rankings(
            Embeddings([], dimension: 5), against: prototypes, scoring: Self.scorings[0], top: 5)
        #expect(found.isEmpty)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity], [0, 149, 150, 398])
    func `a similarity that is no number is an error, never a rank`(
        value: Float, label: Int
    ) throws {
        var rows = try Self.random(399, dimension: 2, seed: 14).values
        rows[label * 2] = value
        let prototypes = Self.prototypes(Embeddings(rows, dimension: 2))
        let images = try Self.random(17, dimension: 2, seed: 15)
        for scoring in Self.scorings {
            let error = #expect(throws: RankingError.self) {
                try Self.rankings(images, against: prototypes, scoring: scoring, top: 1)
            }
            #expect(
                error?.description == """
                    The similarity to 'label \(label)' is not a finite number, so nothing can be \
                    ranked. The checkpoint's weights are damaged or overflow; verify the \
                    checkpoint.
                    """)
        }
    }

    @Test func `an image of another embedding space is refused`() throws {
        let prototypes = Self.prototypes(Embeddings([1, 0], dimension: 2))
        let error = #expect(throws: RankingError.self) {
            try Self.rankings(
                Embeddings([1, 0, 0], dimension: 3), against: prototypes,
                scoring: Self.scorings[0], top: 1)
        }
        #expect(
            error?.description == """
                The image embedding has 3 values, the class prototypes have 2. They come from \
                different checkpoints; compute both with the same one.
                """)
        #expect(throws: RankingError.embedding(row: 1, defect: .notFinite)) {
            try Self.rankings(
                Embeddings([1, 0, .nan, 0], dimension: 2), against: prototypes,
                scoring: Self.scorings[0], top: 1)
        }
    }

    @Test func `without labels every image has an empty ranking`() throws {
        let none = ClassPrototypes(labels: [], embeddings: Embeddings([], dimension: 3))
        let images = try Self.random(4, dimension: 3, seed: 21)
        let found = try Self.rankings(
            images, against: none, scoring: Self.scorings[0], top: 5)
        #expect(found.map(\.predictions) == [[], [], [], []])
    }

    @Test func `a checkpoint's encoder ranks with the checkpoint's scoring`() async throws {
        let encoder = DualEncoder(checkpoint: try Checkpoint("demo"))
        let prototypes = Self.prototypes(try Self.random(100, dimension: 48, seed: 16))
        let images = try Self.random(5, dimension: 48, seed: 17)
        let found = try await encoder.rank(images, against: prototypes, top: 3)
        try Self.expectPlain(found, images, prototypes, encoder.checkpoint.scoring, top: 3)
    }

    /// More images than one block of products, more rows than one too.
    @Test(arguments: [(1, 1), (3, 700), (1100, 30), (600, 17_000)])
    func `similarities of all pairs are those of each`(images: Int, rows: Int) async throws {
        let encoder = DualEncoder(checkpoint: try Checkpoint("demo"), threads: 2)
        let images = try Self.random(images, dimension: 12, seed: 18)
        let rows = try Self.random(rows, dimension: 12, seed: 19)
        let found = try await encoder.similarities(
            of: Embeddings(images.values.map { $0 * 5 }, dimension: 12), with: rows)
        #expect(found.count == images.count * rows.count)
        for image in Set([0, images.count / 2, images.count - 1]) {
            let expected = try rows.similarities(to: images[image])
            let row = found[image * rows.count..<(image + 1) * rows.count]
            #expect(zip(row, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    @Test func `similarities without images or rows are none`() async throws {
        let encoder = DualEncoder(checkpoint: try Checkpoint("demo"), threads: 2)
        let none = Embeddings([], dimension: 12)
        let some = try Self.random(2, dimension: 12, seed: 20)
        #expect(try await encoder.similarities(of: none, with: some) == [])
        #expect(try await encoder.similarities(of: some, with: none) == [])
    }
}
