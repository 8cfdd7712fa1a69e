import OneDNN
import Testing

@testable import ZeroShot

/// What the `config.json` of published checkpoints says of their towers, and how large they are.
///
/// Each row repeats the keys that matter of one file, as it says them: what it leaves out has the
/// default of its config class. The parameters are those of the published weights.
struct PublishedConfigurationTests {
    private struct Published: CustomTestStringConvertible {
        let id: String
        let tower: String
        let parameters: Int
        let activation: Activation
        let pooling: TextPooling
        let json: String

        init(
            _ id: String, _ tower: String, _ parameters: Int,
            _ activation: Activation = .quickGELU,
            _ pooling: TextPooling = .highestToken, json: String
        ) {
            self.id = id
            self.tower = tower
            self.parameters = parameters
            self.activation = activation
            self.pooling = pooling
            self.json = json
        }

        var testDescription: String { id }
    }

    private static let published = [
        Published(
            "openai/clip-vit-base-patch32", "ViT-B/32", 151_277_313,
            json: #"{"text_config": {"eos_token_id": 2}}"#
        ),
        Published(
            "openai/clip-vit-base-patch16", "ViT-B/16", 149_620_737,
            json: #"{"text_config": {"eos_token_id": 2}, "vision_config": {"patch_size": 16}}"#
        ),
        Published(
            "openai/clip-vit-large-patch14", "ViT-L/14", 427_616_513,
            json: """
                {"projection_dim": 768,
                 "text_config": {"eos_token_id": 2, "hidden_size": 768, "intermediate_size": 3072,
                  "num_attention_heads": 12, "projection_dim": 768},
                 "vision_config": {"hidden_size": 1024, "intermediate_size": 4096,
                  "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14,
                  "projection_dim": 768}}
                """
        ),
        Published(
            "openai/clip-vit-large-patch14-336", "ViT-L/14", 427_944_193,
            json: """
                {"projection_dim": 768,
                 "text_config": {"eos_token_id": 2, "hidden_size": 768, "intermediate_size": 3072,
                  "num_attention_heads": 12},
                 "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096,
                  "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14}}
                """
        ),
        // Its text section says 2 for the end token, and the older section, which does not, counts.
        Published(
            "laion/CLIP-ViT-H-14-laion2B-s32B-b79K", "ViT-H/14", 986_109_441, .gelu,
            .firstToken(49407),
            json: """
                {"projection_dim": 1024,
                 "text_config": {"eos_token_id": 2, "hidden_act": "gelu", "hidden_size": 1024,
                  "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24},
                 "text_config_dict": {"hidden_act": "gelu", "hidden_size": 1024,
                  "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24,
                  "projection_dim": 1024},
                 "vision_config": {"hidden_act": "gelu", "hidden_size": 1280,
                  "intermediate_size": 5120, "num_attention_heads": 16, "num_hidden_layers": 32,
                  "patch_size": 14},
                 "vision_config_dict": {"hidden_act": "gelu", "hidden_size": 1280,
                  "intermediate_size": 5120, "num_attention_heads": 16, "num_hidden_layers": 32,
                  "patch_size": 14, "projection_dim": 1024}}
                """
        ),
        Published(
            "laion/CLIP-ViT-g-14-laion2B-s12B-b42K", "ViT-g/14", 1_366_678_273, .gelu,
            json: """
                {"projection_dim": 1024,
                 "text_config": {"eos_token_id": 2, "hidden_act": "gelu", "hidden_size": 1024,
                  "intermediate_size": 4096, "num_attention_heads": 16, "num_hidden_layers": 24},
                 "vision_config": {"hidden_act": "gelu", "hidden_size": 1408,
                  "intermediate_size": 6144, "num_attention_heads": 16, "num_hidden_layers": 40,
                  "patch_size": 14}}
                """
        ),
        Published(
            "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k", "ViT-bigG/14", 2_539_567_105, .gelu,
            json: """
                {"projection_dim": 1280,
                 "text_config": {"eos_token_id": 2, "hidden_act": "gelu", "hidden_size": 1280,
                  "intermediate_size": 5120, "num_attention_heads": 20, "num_hidden_layers": 32},
                 "vision_config": {"hidden_act": "gelu", "hidden_size": 1664,
                  "intermediate_size": 8192, "num_attention_heads": 16, "num_hidden_layers": 48,
                  "patch_size": 14}}
                """
        ),
        // `heads` and `layers` are OpenCLIP's keys, which the class does not have.
        Published(
            "facebook/metaclip-b16-fullcc2.5b", "ViT-B/16", 149_620_737, .quickGELU,
            .firstToken(49407),
            json: """
                {"projection_dim": 512, "text_config": {"heads": 8, "layers": 12},
                 "torch_dtype": "float32", "vision_config": {"patch_size": 16}}
                """
        ),
        Published(
            "facebook/metaclip-l14-fullcc2.5b", "ViT-L/14", 427_616_513, .quickGELU,
            .firstToken(49407),
            json: """
                {"projection_dim": 768,
                 "text_config": {"hidden_size": 768, "intermediate_size": 3072,
                  "num_attention_heads": 12},
                 "vision_config": {"hidden_size": 1024, "intermediate_size": 4096,
                  "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": 14}}
                """
        ),
        Published(
            "facebook/metaclip-h14-fullcc2.5b", "ViT-H/14", 986_109_441, .quickGELU,
            .firstToken(49407),
            json: """
                {"projection_dim": 1024,
                 "text_config": {"hidden_size": 1024, "intermediate_size": 4096,
                  "num_attention_heads": 16, "num_hidden_layers": 24, "projection_dim": 1024},
                 "vision_config": {"hidden_size": 1280, "intermediate_size": 5120,
                  "num_attention_heads": 16, "num_hidden_layers": 32, "patch_size": 14}}
                """
        ),
        Published(
            "wkcn/TinyCLIP-ViT-8M-16-Text-3M-YFCC15M",
            "ViT, 10 layers of 256, patches of 16", 23_446_017,
            json: """
                {"projection_dim": 512,
                 "text_config": {"eos_token_id": 2, "hidden_size": 256, "intermediate_size": 1024,
                  "num_attention_heads": 4, "num_hidden_layers": 3},
                 "vision_config": {"hidden_size": 256, "intermediate_size": 1024,
                  "num_attention_heads": 4, "num_hidden_layers": 10, "patch_size": 16}}
                """
        ),
        Published(
            "wkcn/TinyCLIP-ViT-39M-16-Text-19M-YFCC15M",
            "ViT-M/16", 83_101_185,
            json: """
                {"projection_dim": 512,
                 "text_config": {"eos_token_id": 2, "num_hidden_layers": 6},
                 "vision_config": {"hidden_size": 512, "intermediate_size": 2048,
                  "num_attention_heads": 8, "num_hidden_layers": 12, "patch_size": 16}}
                """
        ),
        Published(
            "wkcn/TinyCLIP-ViT-40M-32-Text-19M-LAION400M",
            "ViT-M/32", 84_205_569,
            json: """
                {"projection_dim": 512,
                 "text_config": {"eos_token_id": 2, "num_hidden_layers": 6},
                 "vision_config": {"hidden_size": 512, "intermediate_size": 2048,
                  "num_attention_heads": 8, "num_hidden_layers": 12, "patch_size": 32}}
                """
        ),
        Published(
            "wkcn/TinyCLIP-ViT-61M-32-Text-29M-LAION400M",
            "ViT, 12 layers of 640, patches of 32", 115_382_145,
            json: """
                {"projection_dim": 512,
                 "text_config": {"eos_token_id": 2, "num_hidden_layers": 9},
                 "vision_config": {"hidden_size": 640, "intermediate_size": 2560,
                  "num_attention_heads": 10, "num_hidden_layers": 12, "patch_size": 32}}
                """
        ),
    ]

    @Test(arguments: published)
    private func `the configuration of a published checkpoint gives its towers`(
        checkpoint: Published
    ) throws {
        let folder = try TemporaryFolder()
        let config = try ConfigurationObject(
            file: try folder.write(checkpoint.json, to: "config.json")
        )
        let embedding = try config.positiveInteger("projection_dim", default: 512)
        let vision = try CLIPVisionConfiguration(
            huggingFace: try config.effectiveSection("vision_config"), embedding
        )
        let text = try CLIPTextConfiguration(
            huggingFace: try config.effectiveSection("text_config"), embedding
        )
        #expect(vision.name == checkpoint.tower)
        #expect(vision.transformer.activation == checkpoint.activation)
        #expect(text.transformer.activation == checkpoint.activation)
        #expect(text.pooling == checkpoint.pooling)
        #expect(Self.parameters(of: vision, text) == checkpoint.parameters)
    }

    /// Numbers that training found: both towers with their projections, and the logit scale.
    private static func parameters(
        of vision: CLIPVisionConfiguration, _ text: CLIPTextConfiguration
    ) -> Int {
        let patch = 3 * vision.patchSize * vision.patchSize
        let positions = vision.patchGrid.rows * vision.patchGrid.columns + 1
        let image =
            (patch + 1 + positions + 4 + vision.embeddingDimension) * vision.transformer.hiddenSize
        let prompt =
            (text.vocabularySize + text.contextLength + 2 + text.embeddingDimension)
            * text.transformer.hiddenSize
        return image + blocks(vision.transformer) + prompt + blocks(text.transformer) + 1
    }

    private static func blocks(_ sizes: TransformerConfiguration) -> Int {
        let attention = 4 * (sizes.hiddenSize + 1) * sizes.hiddenSize
        let mlp = 2 * sizes.hiddenSize * sizes.mlpSize + sizes.mlpSize + sizes.hiddenSize
        return sizes.layers * (attention + mlp + 4 * sizes.hiddenSize)
    }
}
