import OneDNN
import Testing

@testable import ZeroShot

struct SigLIPConfigurationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func config(_ json: String) throws -> ConfigurationObject {
        try ConfigurationObject(file: try folder.write(json, to: "config.json"))
    }

    private static let sizes = TransformerConfiguration(
        hiddenSize: 768, mlpSize: 3072, layers: 12, heads: 12, activation: .geluTanh, epsilon: 1e-6
    )

    @Test func `empty sections have the class defaults`() throws {
        let empty = try config("{}")
        #expect(
            try SigLIPVisionConfiguration(huggingFace: empty)
                == SigLIPVisionConfiguration(
                    transformer: Self.sizes, patchSize: 16, imageHeight: 224, imageWidth: 224
                )
        )
        #expect(
            try NaFlexVisionConfiguration(huggingFace: empty)
                == NaFlexVisionConfiguration(
                    transformer: Self.sizes, patchSize: 16, positionSide: 16
                )
        )
        #expect(
            try SigLIPTextConfiguration(huggingFace: empty, 768)
                == SigLIPTextConfiguration(
                    transformer: Self.sizes, vocabularySize: 32_000, contextLength: 64,
                    embeddingDimension: 768
                )
        )
    }

    @Test func `the giant's text tower is projected to the image tower's width`() throws {
        let text = try SigLIPTextConfiguration(
            huggingFace: try config(
                """
                {"hidden_size": 1152, "intermediate_size": 4304, "num_attention_heads": 16,
                 "num_hidden_layers": 27, "projection_size": 1536, "vocab_size": 256000}
                """
            ),
            1536
        )
        #expect(text.embeddingDimension == 1536)
        #expect(text.transformer.hiddenSize == 1152)
    }

    @Test func `a text tower has the positions its config says, not 64`() throws {
        let text = try SigLIPTextConfiguration(
            huggingFace: try config(#"{"max_position_embeddings": 16}"#), 768
        )
        #expect(text.contextLength == 16)
    }

    @Test func `patches that fill no picture are not counted`() throws {
        let vision = try SigLIPVisionConfiguration(
            huggingFace: try config(#"{"image_size": 384, "patch_size": 14}"#)
        )
        #expect(vision.patches == 27 * 27)
    }

    @Test(arguments: [
        (
            #"{"vision_use_head": false}"#,
            "vision_use_head is false, which zeroshot does not support; supported: true."
        ),
        (
            #"{"num_channels": 4}"#,
            "num_channels is 4, which zeroshot does not support; supported: 3."
        ),
        (
            #"{"hidden_act": "gelu_new"}"#,
            """
            hidden_act is "gelu_new", which zeroshot does not support; supported: quick_gelu, gelu, \
            gelu_pytorch_tanh, relu.
            """
        ),
        (#"{"patch_size": [16, 16]}"#, "patch_size is [16, 16], expected a positive integer."),
        (
            #"{"num_attention_heads": 7}"#,
            "num_attention_heads is 7, expected a divisor of hidden_size, 768."
        ),
    ])
    func `a value that no image tower can use is refused by name`(
        json: String, problem: String
    ) throws {
        let config = try config(json)
        let fixed = try #require(throws: CheckpointError.self) {
            try SigLIPVisionConfiguration(huggingFace: config)
        }
        let naFlex = try #require(throws: CheckpointError.self) {
            try NaFlexVisionConfiguration(huggingFace: config)
        }
        #expect(fixed == naFlex)
        #expect(fixed.description.hasPrefix("\(folder.path("config.json")): \(problem)"))
    }

    @Test func `sizes that do not fit each other are refused by name`() throws {
        let file = folder.path("config.json")
        let patch = try #require(throws: CheckpointError.self) {
            try SigLIPVisionConfiguration(huggingFace: try config(#"{"patch_size": 300}"#))
        }
        #expect(
            patch.description == "\(file): patch_size is 300, expected at most image_size, 224."
        )
        let image = try #require(throws: CheckpointError.self) {
            try SigLIPVisionConfiguration(huggingFace: try config(#"{"image_size": [224, 224]}"#))
        }
        #expect(
            image.description == "\(file): image_size is [224, 224], expected a positive integer."
        )
        let patches = try #require(throws: CheckpointError.self) {
            try NaFlexVisionConfiguration(huggingFace: try config(#"{"num_patches": 250}"#))
        }
        #expect(patches.description == "\(file): num_patches is 250, expected a square number.")
        let text = try #require(throws: CheckpointError.self) {
            try SigLIPTextConfiguration(huggingFace: try config(#"{"hidden_size": 1152}"#), 768)
        }
        #expect(
            text.description
                == """
                \(file): projection_size is 1152, expected the image tower's hidden_size, 768.
                """
        )
    }

    @Test func `sizes that pictures and prompts are brought to have bounds`() throws {
        let file = folder.path("config.json")
        let image = try #require(throws: CheckpointError.self) {
            try SigLIPVisionConfiguration(huggingFace: try config(#"{"image_size": 16777216}"#))
        }
        #expect(image.description == "\(file): image_size is 16777216, expected at most 4096.")
        let patch = try #require(throws: CheckpointError.self) {
            try NaFlexVisionConfiguration(huggingFace: try config(#"{"patch_size": 65}"#))
        }
        #expect(patch.description == "\(file): patch_size is 65, expected at most 64.")
        let text = try #require(throws: CheckpointError.self) {
            try SigLIPTextConfiguration(
                huggingFace: try config(#"{"max_position_embeddings": 4097}"#), 768
            )
        }
        #expect(
            text.description == "\(file): max_position_embeddings is 4097, expected at most 4096."
        )
    }

    @Test(
        arguments: [
            (12, 768, 16, "SigLIP-B/16"), (24, 1024, 16, "SigLIP-L/16"),
            (27, 1152, 14, "SigLIP-So400m/14"), (40, 1536, 16, "SigLIP-giant-opt/16"),
            (3, 24, 8, "SigLIP, 3 layers of 24, patches of 8"),
        ] as [(Int, Int, Int, String)])
    func `a tower has the field's name or its sizes`(
        layers: Int, hiddenSize: Int, patchSize: Int, name: String
    ) {
        let sizes = TransformerConfiguration(
            hiddenSize: hiddenSize, mlpSize: 4, layers: layers, heads: 1, activation: .geluTanh,
            epsilon: 1e-6
        )
        let fixed = SigLIPVisionConfiguration(
            transformer: sizes, patchSize: patchSize, imageHeight: 224, imageWidth: 224
        )
        let naFlex = NaFlexVisionConfiguration(
            transformer: sizes, patchSize: patchSize, positionSide: 16
        )
        #expect(SigLIPImageConfiguration.fixed(fixed).name == name)
        #expect(SigLIPImageConfiguration.naFlex(naFlex).name == name + " NaFlex")
    }
}
