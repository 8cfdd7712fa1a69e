import Foundation
import Testing

@testable import ZeroShot

/// The other reference's numbers on a checkpoint's weights, and the refusals where it has none.
///
/// The pictures and prompts are such that the two references differ.
struct ParityModeTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
    }

    private static let cases: [(name: String, parity: ParityMode)] = [
        ("openclip-vit", .huggingFace), ("openclip-siglip2", .huggingFace),
        ("clip-hf-full-vocab", .openCLIP),
    ]

    private func checkpoint(_ name: String, _ parity: ParityMode?) throws -> Checkpoint {
        let folder = try ParityCase.checkpoint(name, in: temporary).folder
        return try ParityCase.checkpoint(at: folder, CheckpointSettings(parity: parity))
    }

    private func picture(_ name: String, _ checkpoint: Checkpoint) throws -> PixelTensor {
        let file = try ParityCase.folder("counterparts").appending(path: "\(name).png")
        return try checkpoint.preprocessor.pixels(
            of: RGBImage(decoding: [UInt8](try Data(contentsOf: file)))
        )
    }

    private func prompts() throws -> [String] {
        let file = try ParityCase.folder("counterparts").appending(path: "prompts.json")
        return try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
    }

    @Test(arguments: cases)
    func `pixels are the other reference's, which differ from the layout's own`(
        name: String, parity: ParityMode
    ) throws {
        let expected = try ReferenceTensors("counterparts", file: name).values("image/pixels")
        let found = try picture(name, checkpoint(name, parity))
        expectEqual(found.values, expected, within: 1e-6, name)
        #expect(try picture(name, checkpoint(name, nil)).values != found.values)
    }

    @Test(arguments: cases)
    func `token ids are the other reference's, which differ from the layout's own`(
        name: String, parity: ParityMode
    ) throws {
        let reference = try ReferenceTensors("counterparts", file: name)
        let tokenizer = try checkpoint(name, parity).loadTokenizer()
        let own = try checkpoint(name, nil).loadTokenizer()
        var differences = 0
        for (index, prompt) in try prompts().enumerated() {
            let found = tokenizer.encode(prompt).ids
            #expect(try found == reference.ids("text/ids/\(index)"), "\(prompt)")
            differences += own.encode(prompt).ids == found ? 0 : 1
        }
        #expect(differences >= 4)
    }

    @Test(arguments: cases)
    func `unit embeddings are the other reference's`(
        name: String, parity: ParityMode
    ) async throws {
        let reference = try ReferenceTensors("counterparts", file: name)
        let checkpoint = try checkpoint(name, parity)
        #expect(checkpoint.parity == parity)
        let encoder = DualEncoder(checkpoint: checkpoint)
        let image = try await encoder.embed(images: [picture(name, checkpoint)])
        expectEqual(
            image[0], try reference.values("image/unit embedding"), within: 2e-5, "\(name): image"
        )
        let tokenizer = try checkpoint.loadTokenizer()
        let prompts = try prompts()
        let texts = try await encoder.embed(texts: prompts.map(tokenizer.encode))
        for (index, prompt) in prompts.enumerated() {
            let expected = try reference.values("text/unit embedding/\(index)")
            expectEqual(texts[index], expected, within: 2e-5, "\(name): '\(prompt)'")
        }
    }

    @Test(arguments: [
        ("openclip-rn50", ParityMode.huggingFace, "ModifiedResNet, blocks [2, 1, 3, 2], width 4"),
        (
            "openclip-vit-gelu", .huggingFace, "ViT, 3 layers of 39, patches of 11"
        ),
        (
            "openclip-coca", .huggingFace,
            """
            ViT, 3 layers of 30, patches of 8 with CoCa's decoder, a pooling of its own, a text \
            tower of its own
            """
        ),
        (
            "openclip-pooled", .huggingFace,
            """
            ViT, 3 layers of 42, patches of 10 with layer scale, no norm before the blocks, a \
            pooling of its own, a text tower of its own
            """
        ),
        (
            "openclip-siglip", .huggingFace,
            "SigLIP, 3 layers of 40, patches of 8 with a text tower of its own"
        ),
        ("clip-hf", .openCLIP, "ViT, 3 layers of 44, patches of 8 with 700 tokens"),
    ])
    func `a model that the other reference has no class for is refused by name`(
        name: String, parity: ParityMode, architecture: String
    ) throws {
        let folder = try ParityCase.folder(name)
        let error = try #require(throws: CheckpointError.self) {
            try ParityCase.checkpoint(at: folder, CheckpointSettings(parity: parity))
        }
        #expect(error.description.contains(" has no such model (\(architecture)), "), "\(error)")
    }

    @Test func `transformers' SigLIP needs its own tokenizer's files`() throws {
        let config = try ParityCase.folder("openclip-siglip2")
        for name in ["open_clip_config.json", "open_clip_model.safetensors", "tokenizer.json"] {
            try FileManager.default.copyItem(
                at: config.appending(path: name), to: temporary.url.appending(path: name)
            )
        }
        try temporary.write(#"{"tokenizer_class": "T5Tokenizer"}"#, to: "tokenizer_config.json")
        let checkpoint = try ParityCase.checkpoint(
            at: temporary.url, CheckpointSettings(parity: .huggingFace)
        )
        let error = try #require(throws: TokenizerError.self) { try checkpoint.loadTokenizer() }
        #expect(
            error.description.contains("another than transformers has for SigLIP 2"), "\(error)"
        )
    }
}
