import OneDNN
import Testing

@testable import ZeroShot

struct OpenCLIPConfigurationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func configuration(
        top: String = "", vision: String = "", text: String = ""
    ) throws -> OpenCLIPConfiguration {
        let json = """
            {"embed_dim": 512\(top), "vision_cfg": {\(vision)}, "text_cfg": {\(text)}}
            """
        let file = try folder.write(json, to: "open_clip_config.json")
        return try OpenCLIPConfiguration(
            try ConfigurationObject(file: file), CheckpointSettings()
        )
    }

    @Test func `a vision transformer takes the defaults of open_clip`() throws {
        #expect(
            try configuration().image
                == .visionTransformer(
                    OpenCLIPVisionConfiguration(
                        sizes: CLIPVisionConfiguration(
                            transformer: TransformerConfiguration(
                                hiddenSize: 768, mlpSize: 3072, layers: 12, heads: 12,
                                activation: .gelu, epsilon: 1e-5
                            ),
                            patchSize: 16, imageHeight: 224, imageWidth: 224,
                            embeddingDimension: 512
                        ),
                        hasLayerScale: false, hasPreNorm: true, pooling: .classToken
                    )
                )
        )
    }

    @Test func `head width and ratio make heads and MLP size`() throws {
        let image = try configuration(
            vision: #""width": 1664, "head_width": 104, "mlp_ratio": 4.9231, "layers": 48"#
        ).image
        guard case .visionTransformer(let vision) = image else {
            Issue.record("not a vision transformer")
            return
        }
        #expect(vision.sizes.transformer.heads == 16)
        #expect(vision.sizes.transformer.mlpSize == 8192)
    }

    @Test func `four layer counts make a ModifiedResNet`() throws {
        #expect(
            try configuration(
                vision: #""layers": [4, 6, 10, 6], "width": 80, "image_size": 288"#
            ).image
                == .modifiedResNet(
                    ModifiedResNetConfiguration(
                        layers: [4, 6, 10, 6], width: 80, heads: 40, imageSize: 288,
                        embeddingDimension: 512
                    )
                )
        )
    }

    @Test func `quick_gelu and act_kwargs choose the activation`() throws {
        #expect(
            try configuration(top: #", "quick_gelu": true"#).text.transformer.activation
                == .quickGELU
        )
        #expect(
            try configuration(text: #""act_kwargs": {"approximate": "tanh"}"#)
                .text.transformer.activation == .geluTanh
        )
    }

    @Test func `height and width may differ`() throws {
        let size = try configuration(vision: #""image_size": [96, 64]"#).image.imageSize
        #expect(size == PixelSize(width: 64, height: 96))
    }

    @Test func `a key with the value that is implemented passes`() throws {
        _ = try configuration(
            vision: #""no_ln_pre": false, "pool_type": "tok", "patch_dropout": 0.5"#,
            text: #""pool_type": "argmax", "hf_tokenizer_name": null, "eos_id": 2"#
        )
    }

    @Test(arguments: [
        (#", "moe": 8"#, "", "", "zeroshot does not know 'moe'."),
        (
            "", #""rope": true, "depth": 3"#, "",
            "zeroshot does not know 'vision_cfg.depth', 'vision_cfg.rope'."
        ),
        ("", "", #""text_arch": "modern""#, "zeroshot does not know 'text_cfg.text_arch'."),
        (
            "", #""timm_model_name": "vit_base_patch16_siglip_224""#, "",
            #"vision_cfg.timm_model_name is "vit_base_patch16_siglip_224", which zeroshot does"#
        ),
        (
            "", #""attentional_pool": true"#, "",
            "vision_cfg.attentional_pool is true, which zeroshot does not support; supported: false"
        ),
        ("", "", #""no_causal_mask": true"#, "text_cfg.no_causal_mask is true, which zeroshot"),
        ("", "", #""pool_type": "last""#, #"text_cfg.pool_type is "last", which zeroshot"#),
        (#", "custom_text": true"#, "", "", "custom_text is true, which zeroshot"),
        (
            "", #""layers": [3, 4, 6]"#, "",
            "vision_cfg.layers is [3, 4, 6], expected four positive integers."
        ),
        (
            "", #""layers": [1, 1, 1, 1], "image_size": 100"#, "",
            "vision_cfg.image_size is 100, expected a multiple of 32."
        ),
        ("", "", #""heads": 7"#, "text_cfg.heads is 7, expected a divisor of width, 512."),
        (
            #", "quick_gelu": true"#, "", #""act_kwargs": {"approximate": "tanh"}"#,
            #"text_cfg.act_kwargs.approximate is "tanh", which zeroshot does not support"#
        ),
        (
            "", #""norm_kwargs": {"elementwise_affine": false}"#, "",
            "zeroshot does not know 'vision_cfg.norm_kwargs.elementwise_affine'."
        ),
    ])
    func `what would change the computation is refused by name`(
        top: String, vision: String, text: String, problem: String
    ) throws {
        let error = try #require(throws: CheckpointError.self) {
            try configuration(top: top, vision: vision, text: text)
        }
        #expect(error.description.hasPrefix(folder.path("open_clip_config.json") + ": "))
        #expect(error.description.contains(problem), "\(error)")
    }
}
