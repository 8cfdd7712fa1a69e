import Foundation
import HTTPTypes
import Testing
import ZeroShot

@testable import ZeroShotServer

struct InferenceServiceTests {
    private let request = ClassificationRequest(labels: ["cat", "coffee", "flower", "temple"])

    private func service(
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> InferenceService {
        var configuration = ServerConfiguration()
        configuration.checkpoints = ["demo"]
        change(&configuration)
        return try InferenceService(configuration) { try CheckpointLocation(local: $0) }
    }

    private func reference() async throws -> Report {
        try await ZeroShotClassifier(checkpoint: Checkpoint("demo")).classify(
            ExampleImages.names.map { ExampleImages.folder.appending(path: "\($0).jpg") }, request)
    }

    @Test func `images of many requests get the numbers that they get alone`() async throws {
        let service = try service()
        let expected = try await reference().images.map(\.predictions)
        let found = try await withThrowingTaskGroup(of: (Int, [Prediction]).self) { group in
            for number in ExampleImages.names.indices {
                for _ in 0..<3 {
                    group.addTask {
                        let image = try ExampleImages.upload(ExampleImages.names[number])
                        let answer = try await service.classify([image], request, checkpoint: nil)
                        return (number, answer.report.images[0].predictions)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found.count == expected.count * 3)
        for (number, predictions) in found {
            #expect(predictions.map(\.label) == expected[number].map(\.label))
            for (one, other) in zip(predictions, expected[number]) {
                // The sums of a product of other height may end in other digits.
                #expect(abs(one.similarity - other.similarity) < 2e-6)
            }
        }
    }

    @Test func `a request of several images is answered in order, a bad one failing alone`()
        async throws
    {
        let service = try service()
        let images = [
            try ExampleImages.upload("cat"),
            UploadedImage(source: "text.jpg", content: .bytes(Array("no picture".utf8))),
            UploadedImage(source: "gone", content: .failed(code: "fetch-failed", message: "Gone.")),
            try ExampleImages.upload("temple"),
        ]
        let (report, identities) = try await service.classify(images, request, checkpoint: "demo")
        #expect(report.images.map(\.source) == ["cat.jpg", "text.jpg", "gone", "temple.jpg"])
        #expect(
            report.images.map { $0.failure?.code } == [
                nil, "not-an-image", "fetch-failed", nil,
            ]
        )
        #expect(identities.map { $0 == nil } == [false, true, true, false])
    }

    @Test func `an image is ranked again by its name alone`() async throws {
        let service = try service()
        let (first, identities) = try await service.classify(
            [try ExampleImages.upload("raccoon")], request, checkpoint: nil)
        let identity = try #require(identities[0])
        let kept = UploadedImage(source: "again.jpg", content: .kept(identity))
        let (again, sameIdentities) = try await service.classify([kept], request, checkpoint: nil)
        #expect(again.images[0].predictions == first.images[0].predictions)
        #expect(again.images[0].source == "again.jpg")
        #expect(again.images[0].size == first.images[0].size)
        #expect(sameIdentities == [identity])
    }

    @Test func `an image that is not kept has to be sent again`() async throws {
        let service = try service { $0.batching.keptEmbeddingBytes = 0 }
        let (_, identities) = try await service.classify(
            [try ExampleImages.upload("cat")], request, checkpoint: nil)
        let identity = try #require(identities[0])
        let error = await #expect(throws: APIError.self) {
            try await service.classify(
                [UploadedImage(source: "cat", content: .kept(identity))], request, checkpoint: nil)
        }
        #expect(error?.status == .notFound)
        #expect(error?.code == "image-not-kept")
        #expect(error?.message == "The image \(identity.text) is no longer kept. Send it again.")
    }

    @Test func `a kept picture of people needs a consent policy at every request`() async throws {
        let service = try service()
        var allowed = request
        allowed.people = RunReport.People(consentPolicy: "All agreed.")
        let picture = UploadedImage(
            source: "people.jpg", content: .bytes(try PicturesOfPeople.withFaceRegion()))
        let (report, identities) = try await service.classify([picture], allowed, checkpoint: nil)
        #expect(report.images[0].failure == nil)
        let identity = try #require(identities[0])
        for content in [UploadedImage.Content.kept(identity), picture.content] {
            let (refused, names) = try await service.classify(
                [UploadedImage(source: "people.jpg", content: content)], request, checkpoint: nil)
            #expect(refused.images[0].failure?.code == "people-without-policy")
            #expect(names == [nil])
        }
    }

    @Test func `more images than may wait are turned away with a time to come back`() async throws {
        let queue = ImageQueue(limit: 4, metrics: EngineMetrics())
        queue.noteBatch(of: 2, took: .seconds(3))
        try await queue.hold(3) {
            try await queue.hold(1) {}
            let error = await #expect(throws: APIError.self) { try await queue.hold(2) {} }
            #expect(error?.status == .serviceUnavailable)
            #expect(error?.code == "overloaded")
            #expect(error?.retryAfter == 5)
            #expect(
                error?.message == """
                    3 images are waiting or being computed, and at most 4 may be. Send the request \
                    again later.
                    """)
        }
        // One request may have more, where nobody waits.
        try await queue.hold(9) {}
    }

    @Test func `a checkpoint that is not served is named with those that are`() async throws {
        let service = try service { $0.checkpoints = ["demo", "other"] }
        let error = await #expect(throws: APIError.self) {
            try await service.classify(
                [try ExampleImages.upload("cat")], request, checkpoint: "third")
        }
        #expect(error?.code == "unknown-checkpoint")
        #expect(
            error?.message
                == "The checkpoint 'third' is not served here; these are: demo, other.")
    }

    @Test(arguments: [0, 1])
    func `checkpoints used longest ago are closed within the bound of memory`(
        missingBytes: Int
    ) async throws {
        let demo = try Checkpoint("demo")
        let names = ["demo", demo.folder.path(percentEncoded: false)]
        let service = try service {
            $0.checkpoints = names
            $0.batching.checkpointBytes = demo.details().weightBytes - missingBytes
        }
        for name in names + names {
            let image = try ExampleImages.upload("cat")
            _ = try await service.classify([image], request, checkpoint: name)
            let open = await service.checkpoints().filter { $0.summary != nil }
            #expect(open.map(\.name) == [name])
        }
    }

    @Test func `texts are embedded as the library embeds them`() async throws {
        let service = try service()
        let checkpoint = try Checkpoint("demo")
        let tokens = try checkpoint.loadTokenizer().encode("a photo of a cat")
        let expected = try await DualEncoder(checkpoint: checkpoint).embed(texts: [tokens])
        let found = try await service.embed(texts: ["a photo of a cat"], checkpoint: nil)
        #expect(found.checkpoint.fingerprint == (try checkpoint.summary().fingerprint))
        #expect(found.embeddings == expected)
    }

    @Test func `a refusal is thrown before an image is looked at`() async throws {
        let service = try service()
        await #expect(throws: Refusal.self) {
            try await service.classify(
                [try ExampleImages.upload("cat")], ClassificationRequest(labels: ["cat"]),
                checkpoint: nil)
        }
    }
}
