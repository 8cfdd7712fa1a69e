import Foundation
import OneDNN
import Testing

@testable import ZeroShot

struct SigLIPCheckpointTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A copy of a fixture in which some files have another text.
    private func open(
        _ fixture: String, changing files: [String: String] = [:],
        settings: CheckpointSettings = CheckpointSettings()
    ) throws -> Checkpoint {
        let copy = folder.url.appending(path: fixture)
        if !FileManager.default.fileExists(atPath: copy.path(percentEncoded: false)) {
            try FileManager.default.copyItem(at: try ParityCase.folder(fixture), to: copy)
        }
        for (name, text) in files { try folder.write(text, to: "\(fixture)/\(name)") }
        return try Checkpoint(copy.path(percentEncoded: false), settings: settings)
    }

    private func text(_ fixture: String, _ name: String) throws -> String {
        try String(
            contentsOf: try ParityCase.folder(fixture).appending(path: name), encoding: .utf8
        )
    }

    @Test(
        arguments: [
            ("siglip-hf", .sigLIP), ("siglip2-hf", .sigLIP2), ("siglip2-naflex", .sigLIP2),
        ] as [(String, CheckpointFamily)])
    func `the files tell the family`(name: String, family: CheckpointFamily) throws {
        let checkpoint = try ParityCase.checkpoint(name)
        #expect(checkpoint.family == family)
        #expect(checkpoint.parity == .huggingFace)
    }

    @Test func `Gemma's vocabulary makes a SiglipModel SigLIP 2, whatever its tokenizer says`()
        throws
    {
        let config = try text("siglip-hf", "config.json")
            .replacing(#""vocab_size": 240"#, with: #""vocab_size": 256000"#)
        #expect(try open("siglip-hf", changing: ["config.json": config]).family == .sigLIP2)
    }

    @Test(arguments: ["siglip-hf", "siglip2-hf", "siglip2-naflex"])
    func `scores are sigmoids of scale and bias`(name: String) throws {
        let parity = try ParityCase.load(name)
        guard case .sigmoid(let scale, let bias) = try ParityCase.checkpoint(name).scoring else {
            Issue.record("SigLIP scores with a sigmoid")
            return
        }
        #expect(abs(scale - parity.logitScale) < 1e-5)
        #expect(bias == parity.logitBias)
    }

    @Test func `a report says what the towers are`() throws {
        let fixed = try ParityCase.checkpoint("siglip2-hf").summary()
        #expect(fixed.family == "SigLIP 2")
        #expect(fixed.architecture == "SigLIP, 4 layers of 33, patches of 10")
        #expect(fixed.resolution == .fixed(width: 45, height: 45))
        #expect(fixed.embeddingDimension == 33)
        let naFlex = try ParityCase.checkpoint("siglip2-naflex").summary()
        #expect(naFlex.architecture == "SigLIP, 3 layers of 32, patches of 8 NaFlex")
        #expect(naFlex.resolution == .patches(maximum: 30, patchSize: 8))
    }

    @Test func `the number of patches can be chosen for NaFlex`() async throws {
        let checkpoint = try open(
            "siglip2-naflex", settings: CheckpointSettings(maximumPatches: 12)
        )
        #expect(checkpoint.layout.resolution == .patches(maximum: 12, patchSize: 8))
        let image = Picture.slope.image(width: 90, height: 30)
        let pixels = try checkpoint.preprocessor.pixels(of: image)
        #expect((pixels.width, pixels.height) == (48, 16))
        let embeddings = try await DualEncoder(checkpoint: checkpoint).embed(images: [pixels])
        #expect(embeddings.count == 1)
    }

    @Test func `a number of patches is refused where images have one size`() throws {
        for name in ["clip-hf", "openclip-vit", "siglip-hf"] {
            let error = try #require(throws: CheckpointError.self) {
                try open(name, settings: CheckpointSettings(maximumPatches: 400))
            }
            #expect(error.description.contains(name))
            #expect(
                error.description.hasSuffix(
                    """
                    pixels, so there is no number of patches to choose; 400 was asked for. Leave the \
                    number out, or take a SigLIP 2 NaFlex checkpoint.
                    """
                ),
                "\(error)"
            )
        }
    }

    @Test(arguments: [0, -1, 4097, .max])
    func `a number of patches that cannot be computed with is refused`(count: Int) throws {
        let error = try #require(throws: CheckpointError.self) {
            try open("siglip2-naflex", settings: CheckpointSettings(maximumPatches: count))
        }
        #expect(
            error.description
                == "\(count) patches were asked for; an image can be cut into 1 to 4096."
        )
    }

    @Test func `preprocessing of another kind does not belong to the tower`() throws {
        let fixed = try text("siglip2-hf", "preprocessor_config.json")
        let naFlex = try text("siglip2-naflex", "preprocessor_config.json")
        let size = try #require(throws: CheckpointError.self) {
            try open("siglip2-naflex", changing: ["preprocessor_config.json": fixed])
        }
        #expect(
            size.description.hasSuffix(
                """
                the size that preprocessing yields is 45 × 45, expected at most 25 patches of 8 × 8 as \
                the image tower takes it.
                """
            ),
            "\(size)"
        )
        let patches = try #require(throws: CheckpointError.self) {
            try open("siglip2-hf", changing: ["preprocessor_config.json": naFlex])
        }
        #expect(
            patches.description.hasSuffix(
                "is at most 30 patches of 8 × 8, expected 45 × 45 as the image tower takes it."
            ),
            "\(patches)"
        )
        let other = naFlex.replacing(#""patch_size": 8"#, with: #""patch_size": 9"#)
        let side = try #require(throws: CheckpointError.self) {
            try open("siglip2-naflex", changing: ["preprocessor_config.json": other])
        }
        #expect(
            side.description.hasSuffix(
                """
                is at most 30 patches of 9 × 9, expected at most 30 patches of 8 × 8 as the image tower \
                takes it.
                """
            ),
            "\(side)"
        )
    }

    @Test(arguments: ["siglip-hf", "siglip2-naflex"])
    func `tensors that the config leaves no use for are an error in each tower`(
        name: String
    ) throws {
        let config = try text(name, "config.json")
            .replacing(#""num_hidden_layers": 3"#, with: #""num_hidden_layers": 2"#)
        let checkpoint = try open(name, changing: ["config.json": config])
        let engine = try Engine(threads: 1)
        let image = try #require(throws: CheckpointError.self) {
            try checkpoint.layout.imageTower(on: engine)
        }
        #expect(image.description.contains("uses 'vision_model.encoder.layers.2."), "\(image)")
        let text = try #require(throws: CheckpointError.self) {
            try checkpoint.layout.textTower(on: engine)
        }
        #expect(text.description.contains("uses 'text_model.encoder.layers.2."), "\(text)")
    }
}
