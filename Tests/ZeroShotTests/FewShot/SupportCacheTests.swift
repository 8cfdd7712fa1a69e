import Foundation
import Testing

@testable import ZeroShot

struct SupportCacheTests {
    /// Two support images of the first label at cosines 1 and 0.6, one of the third at 0.
    @Test func `affinities to a label's images are summed, and labels without any gain nothing`() {
        let cache = SupportCache(
            Embeddings([1, 0, 0.6, 0.8, 0, 1], dimension: 2), labels: [0, 0, 2],
            of: ["fox", "bear", "owl"], alpha: 2, beta: 5)
        let logits = cache.logits(ofRow: 0, of: Embeddings([1, 0], dimension: 2))
        // 2 * (e^0 + e^(-5 * 0.4)), 0, 2 * e^-5
        #expect(abs(logits[0] - 2.2706706) < 1e-6)
        #expect(logits[1] == 0)
        #expect(abs(logits[2] - 0.0134759) < 1e-6)
    }

    @Test func `equal labels gain alike`() {
        let cache = SupportCache(
            Embeddings([1, 0], dimension: 2), labels: [0], of: ["owl", "fox", "owl"], alpha: 1,
            beta: 1)
        #expect(cache.logits(ofRow: 0, of: Embeddings([1, 0], dimension: 2)) == [1, 0, 1])
    }

    @Test func `the ranking follows the blended logits, the similarities stay`() {
        let scoring = Scoring.softmax(logitScale: 8)
        let labels = ["fox", "bear", "owl"]
        let plain = Ranking(
            similarities: [0.5, 0.375, 0.25], labels: labels, scoring: scoring, top: 3)
        let blended = SupportCache.blended(plain, with: [0, 0, 3], scoring: scoring).predictions
        #expect(blended.map(\.label) == ["owl", "fox", "bear"])
        #expect(blended.map(\.rank) == [1, 2, 3])
        #expect(blended.map(\.similarity) == [0.25, 0.5, 0.375])
        #expect(blended.map(\.supportLogit) == [3, 0, 0])
        // Logits 5, 4, 3.
        #expect(abs(blended[0].probability - 0.6652410) < 1e-6)
        // Without weight it is the ranking by prompts, equal ones in the caller's order.
        let none = SupportCache.blended(plain, with: [0, 0, 0], scoring: scoring).predictions
        #expect(none.map(\.label) == labels)
        #expect(none.map(\.probability) == plain.predictions.map(\.probability))
        let tied = SupportCache.blended(plain, with: [0, 1, 2], scoring: scoring).predictions
        #expect(tied.map(\.label) == labels)
    }

    @Test func `a sigmoid reads its own blended logit`() {
        let scoring = Scoring.sigmoid(logitScale: 8, logitBias: -6)
        let plain = Ranking(
            similarities: [0.5, 0.25], labels: ["fox", "owl"], scoring: scoring, top: 2)
        let blended = SupportCache.blended(plain, with: [0, 4], scoring: scoring).predictions
        // 8 * 0.25 - 6 + 4 = 0, 8 * 0.5 - 6 = -2
        #expect(blended.map(\.label) == ["owl", "fox"])
        #expect(blended[0].probability == 0.5)
        #expect(abs(blended[1].probability - 0.1192029) < 1e-6)
    }

    struct Reference: Decodable {
        let logitScale: Float
        let alpha: Double
        let beta: Double
        let labels: [String]
        let prototypes: [[Float]]
        let support: [[Float]]
        let supportLabels: [Int]
        let images: [[Float]]
        let supportLogits: [[Double]]
        let probabilities: [[Float]]
        let order: [[Int]]
    }

    @Test func `logits, probabilities and order are those of the reference's arithmetic`() throws {
        let folder = try #require(Bundle.module.resourceURL)
        let reference = try JSONDecoder().decode(
            Reference.self,
            from: Data(contentsOf: folder.appending(path: "Fixtures/few-shot/tip-adapter.json")))
        let dimension = try #require(reference.images.first).count
        func rows(_ rows: [[Float]]) -> Embeddings {
            Embeddings(rows.flatMap(\.self), dimension: dimension)
        }
        let images = rows(reference.images)
        let prototypes = rows(reference.prototypes)
        let scoring = Scoring.softmax(logitScale: reference.logitScale)
        let cache = SupportCache(
            rows(reference.support), labels: reference.supportLabels, of: reference.labels,
            alpha: reference.alpha, beta: reference.beta)
        for image in 0..<images.count {
            let logits = cache.logits(ofRow: image, of: images)
            for (found, expected) in zip(logits, reference.supportLogits[image]) {
                #expect(abs(found - expected) < 1e-6)
            }
            let plain = Ranking(
                similarities: try prototypes.similarities(to: images[image]),
                labels: reference.labels, scoring: scoring, top: reference.labels.count)
            let blended = SupportCache.blended(plain, with: logits, scoring: scoring).predictions
            #expect(blended.map(\.labelIndex) == reference.order[image])
            #expect(blended.map(\.labelIndex) != plain.predictions.map(\.labelIndex))
            for place in blended {
                let expected = reference.probabilities[image][place.labelIndex]
                #expect(abs(place.probability - expected) < 1e-6)
            }
        }
    }
}
