import Foundation
import Testing

@testable import ZeroShot

struct CheckpointTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func copy(_ fixture: String, files: [String]? = nil) throws {
        let source = try ParityCase.folder(fixture)
        let names =
            try files
            ?? FileManager.default.contentsOfDirectory(atPath: source.path(percentEncoded: false))
        for name in names {
            try FileManager.default.copyItem(
                at: source.appending(path: name), to: folder.url.appending(path: name)
            )
        }
    }

    private func open() throws -> Checkpoint {
        try Checkpoint(folder.url.path(percentEncoded: false))
    }

    @Test func `the files tell the layout`() throws {
        #expect(try ParityCase.checkpoint("clip-hf").parity == .huggingFace)
        #expect(try ParityCase.checkpoint("clip-hf").family == .clip)
        #expect(try ParityCase.checkpoint("openclip-vit").parity == .openCLIP)
        #expect(try ParityCase.checkpoint("openclip-vit").family == .openCLIP)
    }

    @Test func `with both configurations the weights decide`() throws {
        try copy("openclip-vit")
        try copy("clip-hf", files: ["config.json", "preprocessor_config.json"])
        #expect(try open().parity == .openCLIP)
        try copy("clip-hf", files: ["model.safetensors"])
        #expect(try open().parity == .huggingFace)
    }

    @Test(arguments: [
        ("clip-hf", "model.safetensors", ["pytorch_model.bin"]),
        (
            "openclip-vit", "open_clip_model.safetensors",
            ["open_clip_pytorch_model.bin", "open_clip_pytorch_model.pth", "epoch_32.pt"]
        ),
    ])
    func `weights are found under the names that torch's files have`(
        fixture: String, stored: String, names: [String]
    ) throws {
        try copy(fixture)
        // The reference's values lie beside the fixture's weights; they are no weights.
        try FileManager.default.removeItem(at: folder.url.appending(path: "reference.safetensors"))
        var previous = stored
        for name in names {
            try FileManager.default.moveItem(
                at: folder.url.appending(path: previous), to: folder.url.appending(path: name)
            )
            #expect(try open().layout.weights.fileNames == [name])
            previous = name
        }
    }

    @Test func `a tower and a preprocessing of different sizes do not belong together`() throws {
        try copy("clip-hf")
        try folder.write(
            #"{"size": 64, "crop_size": 64, "image_processor_type": "CLIPImageProcessor"}"#,
            to: "preprocessor_config.json"
        )
        let error = try #require(throws: CheckpointError.self) { try open() }
        #expect(
            error.description.hasSuffix(
                "is 64 × 64, expected 40 × 40 as the image tower takes it."
            ),
            "\(error)"
        )
    }

    @Test func `a token that the text tower has no row for is an error`() async throws {
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let encoder = DualEncoder(checkpoint: checkpoint)
        let text = TokenizedText(ids: [0, 1_000_000, 1], tokens: 3, truncation: nil)
        let error = try await #require(throws: CheckpointError.self) {
            try await encoder.embed(texts: [text])
        }
        #expect(error.description.contains("the tokenizer yields the id 1000000, but"))
    }

    @Test func `the fingerprint follows every file that numbers depend on`() throws {
        try copy("clip-hf")
        let first = try open().fingerprint()
        #expect(try open().fingerprint() == first)
        let renamed = try TemporaryFolder()
        let copy = renamed.url.appending(path: "other-name")
        try FileManager.default.copyItem(at: folder.url, to: copy)
        #expect(try Checkpoint(copy.path(percentEncoded: false)).fingerprint() == first)
        for name in ["tokenizer.json", "preprocessor_config.json", "config.json"] {
            let file = copy.appending(path: name)
            let text = try String(contentsOf: file, encoding: .utf8)
            try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
            #expect(try Checkpoint(copy.path(percentEncoded: false)).fingerprint() != first)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
    }

    @Test func `the fingerprint follows the weights that are read, and no others`() throws {
        try copy("openclip-vit", files: ["open_clip_config.json"])
        let stored = try ParityCase.folder("openclip-vit").appending(
            path: "open_clip_model.safetensors"
        )
        let read = folder.url.appending(path: "open_clip_pytorch_model.bin")
        try FileManager.default.copyItem(at: stored, to: read)
        let first = try open().fingerprint()
        for name in ["optimizer.pt", "training_args.bin", "rng_state.pth", "model.safetensors"] {
            try folder.write([1, 2, 3], to: name)
        }
        #expect(try open().fingerprint() == first)
        var bytes = [UInt8](try Data(contentsOf: read))
        bytes[bytes.count - 1] ^= 1
        try folder.write(bytes, to: "open_clip_pytorch_model.bin")
        #expect(try open().fingerprint() != first)
    }

    @Test func `the fingerprint follows the configuration that tells a tokenizer's class`() throws {
        try copy("openclip-siglip")
        let first = try ParityCase.checkpoint(at: folder.url).fingerprint()
        try folder.write(#"{"model_type": "siglip2"}"#, to: "config.json")
        #expect(try ParityCase.checkpoint(at: folder.url).fingerprint() != first)
    }

    @Test func `embeddings do not depend on what else is in the batch`() async throws {
        let checkpoint = try ParityCase.checkpoint("clip-hf")
        let encoder = DualEncoder(checkpoint: checkpoint)
        let tokenizer = try checkpoint.loadTokenizer()
        let prompts = try ParityCase.load("clip-hf").prompts
        let together = try await encoder.embed(texts: (prompts + prompts).map(tokenizer.encode))
        for (index, prompt) in prompts.enumerated() {
            let alone = try await encoder.embed(texts: [tokenizer.encode(prompt)])
            expectEqual(alone[0], together[index], within: 1e-6, prompt)
            expectEqual(together[index + prompts.count], together[index], within: 1e-6, prompt)
        }
    }
}
