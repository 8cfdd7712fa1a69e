import Foundation
import Testing

@testable import ZeroShot

/// The bundled checkpoint on the example photos, against open_clip.
struct DemoCheckpointTests {
    private struct Reference: Decodable {
        let labels: [String]
        let logitScale: Float
        let images: [Image]

        struct Image: Decodable {
            let file: String
            let similarities: [Float]
            let similaritiesRaw: [Float]
            let probabilities: [Float]
            let embedding: [Float]
        }
    }

    private let reference: Reference
    private let checkpoint: Checkpoint

    init() throws {
        let file = try ParityCase.folder("demo-reference.json")
        reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
        checkpoint = try Checkpoint("demo")
    }

    private static let photos = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../../Examples/images")

    private func classify(
        _ averaging: ClassPrototypes.Averaging, with other: Checkpoint? = nil
    ) async throws -> [[Prediction]] {
        let classifier = ZeroShotClassifier(checkpoint: other ?? checkpoint)
        var request = ClassificationRequest(labels: reference.labels)
        request.top = reference.labels.count
        request.averaging = averaging
        let photos = reference.images.map { Self.photos.appending(path: $0.file) }
        return try await classifier.classify(photos, request).images.map { image in
            image.predictions.sorted { $0.labelIndex < $1.labelIndex }
        }
    }

    @Test func `the photos' similarities and probabilities are open_clip's`() async throws {
        let found = try await classify(.normalized)
        for (image, expected) in zip(found, reference.images) {
            expectEqual(
                image.map(\.similarity), expected.similarities, within: 4e-5, expected.file
            )
            expectEqual(
                image.map(\.probability), expected.probabilities, within: 1e-4, expected.file
            )
        }
    }

    @Test func `averaging before normalising is open_clip's too`() async throws {
        for (image, expected) in zip(try await classify(.raw), reference.images) {
            expectEqual(
                image.map(\.similarity), expected.similaritiesRaw, within: 4e-5, expected.file
            )
        }
    }

    /// Cosines of at least 0.9995 and 0.999 with the reference's embeddings, as trained weights
    /// allow; the greater differences are of similarities, where both embeddings are rounded.
    @Test(
        arguments: [(TowerPrecision.bf16, Float(2e-3)), (.int8, 6e-3)].filter {
            $0.0.isAvailable
        }
    )
    func `reduced precision leaves the ranking as it is`(
        precision: TowerPrecision, tolerance: Float
    ) async throws {
        let found = try await classify(
            .normalized,
            with: Checkpoint("demo", settings: CheckpointSettings(precision: precision))
        )
        for (image, expected) in zip(found, reference.images) {
            let similarities = image.map(\.similarity)
            expectEqual(similarities, expected.similarities, within: tolerance, expected.file)
            #expect(
                similarities.firstIndex(of: similarities.max() ?? 0)
                    == expected.similarities.firstIndex(of: expected.similarities.max() ?? 0),
                "\(expected.file)"
            )
        }
    }

    @Test func `the checkpoint says what it is`() throws {
        let summary = try checkpoint.summary()
        #expect(summary.id == "demo")
        #expect(summary.source == "bundled")
        #expect(summary.family == "OpenCLIP")
        #expect(summary.architecture == "ModifiedResNet, blocks [1, 2, 2, 1], width 24")
        #expect(summary.resolution == .fixed(width: 64, height: 64))
        #expect(summary.embeddingDimension == 384)
        #expect(summary.fingerprint.count == 64)
        guard case .softmax(let scale) = checkpoint.scoring else {
            Issue.record("CLIP scores with a softmax")
            return
        }
        #expect(abs(scale - reference.logitScale) < 1e-3)
    }

    @Test func `the self-test passes`() async {
        for check in await SelfTest().run() {
            #expect(check.passed, "\(check.name): \(check.detail)")
        }
    }
}
