import Foundation
import OneDNN
import Testing

@testable import ZeroShot

/// Whole checkpoints against their references: from files and texts to probabilities.
struct CheckpointParityTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
    }

    private func checkpoint(_ name: String) throws -> Checkpoint {
        try ParityCase.checkpoint(name, in: temporary)
    }

    private func pixels(_ name: String, _ checkpoint: Checkpoint) throws -> [PixelTensor] {
        let folder = try ParityCase.folder(name)
        return try ParityCase.load(name).images.map { path in
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: path)))
            return try checkpoint.preprocessor.pixels(of: RGBImage(decoding: bytes))
        }
    }

    @Test(arguments: ParityCase.all)
    func `pixels equal the reference's`(name: String) throws {
        let found = try pixels(name, checkpoint(name))
        let expected = try ReferenceTensors(name).pictures()
        #expect(expected.count >= 3)
        for (image, (found, expected)) in zip(found, expected).enumerated() {
            #expect((found.width, found.height) == (expected.width, expected.height))
            expectEqual(
                found.values, expected.values, within: 1e-6, "\(name): pixels of image \(image)"
            )
        }
    }

    @Test(arguments: ParityCase.all)
    func `token ids equal the reference's`(name: String) throws {
        let tokenizer = try checkpoint(name).loadTokenizer()
        let reference = try ReferenceTensors(name)
        for (index, prompt) in try ParityCase.load(name).prompts.enumerated() {
            let text = tokenizer.encode(prompt)
            #expect(try text.ids == reference.ids("text/ids/\(index)"), "\(prompt)")
            #expect((text.truncation != nil) == (prompt.count > 200), "\(prompt)")
        }
    }

    @Test(arguments: ParityCase.all)
    func `unit embeddings equal the reference's, before and after weights are packed`(
        name: String
    ) async throws {
        let checkpoint = try checkpoint(name)
        let encoder = DualEncoder(checkpoint: checkpoint)
        let reference = try ReferenceTensors(name)
        let pictures = try pixels(name, checkpoint)
        let prompts = try ParityCase.load(name).prompts
        let tokenizer = try checkpoint.loadTokenizer()
        let texts = prompts.map(tokenizer.encode)
        for weights in ["stored", "packed"] {
            let images = try await encoder.embed(images: pictures)
            for (image, expected) in try reference.rows("image/unit embedding").enumerated() {
                expectSame(images[image], expected, "\(name), \(weights): image \(image)")
            }
            let prompted = try await encoder.embed(texts: texts)
            for (index, prompt) in prompts.enumerated() {
                let expected = try reference.values("text/unit embedding/\(index)")
                expectSame(prompted[index], expected, "\(name), \(weights): '\(prompt)'")
            }
            for _ in 0..<Linear.storedRuns {
                _ = try await encoder.embed(images: [pictures[0]])
                _ = try await encoder.embed(texts: [texts[0]])
            }
        }
    }

    private func expectSame(_ found: [Float], _ expected: [Float], _ what: String) {
        expectEqual(found, expected, within: 2e-5, what)
        #expect(cosine(found, expected) >= 0.999999, "\(what)")
    }

    @Test(arguments: ParityCase.all)
    func `probabilities equal the reference's`(name: String) async throws {
        let parity = try ParityCase.load(name)
        let templates = try TemplateSet([parity.template])
        let images = try await classify(
            name, ClassPrompts(labels: parity.labels, templates: templates))
        let expected = try ReferenceTensors(name).rows("probabilities")
        for (image, expected) in zip(images, expected) {
            let found = image.predictions.sorted { $0.labelIndex < $1.labelIndex }
            expectEqual(found.map(\.probability), expected, within: 1e-4, image.source)
        }
    }

    @Test(arguments: ParityCase.all, ClassPrototypes.Averaging.allCases)
    func `similarities over several templates equal the reference's`(
        name: String, averaging: ClassPrototypes.Averaging
    ) async throws {
        let parity = try ParityCase.load(name)
        let images = try await classify(
            name, ClassPrompts(labels: parity.labels), averaging: averaging
        )
        let expected = try ReferenceTensors(name).rows("similarities/\(averaging.rawValue)")
        for (image, expected) in zip(images, expected) {
            let found = image.predictions.sorted { $0.labelIndex < $1.labelIndex }
            expectEqual(found.map(\.similarity), expected, within: 4e-5, image.source)
        }
    }

    @Test(arguments: ParityCase.all.filter { !$0.hasPrefix("openclip") })
    func `hf format equals the pipeline's output`(name: String) async throws {
        let parity = try ParityCase.load(name)
        let prompts = ClassPrompts(labels: parity.labels, templates: .huggingFace)
        let checkpoint = try checkpoint(name)
        let classifier = ZeroShotClassifier(checkpoint: checkpoint)
        var request = ClassificationRequest(prompts: prompts)
        request.top = prompts.labels.count
        let folder = try ParityCase.folder(name)
        let report = try await classifier.classify(
            parity.images.map { folder.appending(path: $0) }, request
        )
        let text = try report.text(as: .hf)
        let found = try JSONDecoder().decode([[ParityCase.Score]].self, from: Data(text.utf8))
        let expected = try #require(parity.pipeline)
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) {
            #expect(found.map(\.label) == expected.map(\.label))
            expectEqual(found.map(\.score), expected.map(\.score), within: 1e-4, name)
        }
    }

    /// Ranks all labels of a case for all its images.
    private func classify(
        _ name: String, _ prompts: ClassPrompts,
        averaging: ClassPrototypes.Averaging = .normalized
    ) async throws -> [ImageReport] {
        let classifier = ZeroShotClassifier(checkpoint: try checkpoint(name))
        var request = ClassificationRequest(prompts: prompts)
        request.averaging = averaging
        request.top = prompts.labels.count
        let folder = try ParityCase.folder(name)
        let images = try ParityCase.load(name).images.map { folder.appending(path: $0) }
        return try await classifier.classify(images, request).images
    }
}
