import Foundation
import OneDNN
import Testing

@testable import ZeroShot

struct OpenCLIPConfigurationTests {
    typealias Pooling = OpenCLIPVisionConfiguration.Pooling

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
        return try OpenCLIPConfiguration(try ConfigurationObject(file: file))
    }

    private static let sigLIP =
        #""timm_model_name": "vit_base_patch16_siglip_224", "timm_pool": "map", "timm_proj": "none""#

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

    @Test(arguments: [
        (#""pool_type": "tok", "final_ln_after_pool": true"#, Pooling.classToken),
        (#""pool_type": "avg""#, .meanOfNormedPatches),
        (#""pool_type": "avg", "final_ln_after_pool": true"#, .normOfMeanPatch),
        (
            #""attentional_pool": true, "final_ln_after_pool": true"#,
            .queries(AttentionalPoolConfiguration(queries: 256, heads: 8, answer: .first))
        ),
        (
            #""attentional_pool": true, "attn_pooler_queries": 9, "pool_type": "avg""#,
            .queries(AttentionalPoolConfiguration(queries: 9, heads: 8, answer: .meanOfOthers))
        ),
    ])
    func `the poolings of images`(vision: String, pooling: Pooling) throws {
        guard case .visionTransformer(let tower) = try configuration(vision: vision).image else {
            Issue.record("not a vision transformer")
            return
        }
        #expect(tower.pooling == pooling)
    }

    @Test(arguments: [
        (#""pool_type": "argmax""#, OpenCLIPTextConfiguration.Pooling.token(.highestToken), false),
        (#""pool_type": "first""#, .token(.first), false),
        (#""pool_type": "eos""#, .token(.firstToken(2)), false),
        (#""pool_type": "eos", "eos_id": 7"#, .token(.firstToken(7)), false),
        (#""pool_type": "last""#, .token(.last), true),
        (#""no_causal_mask": true"#, .token(.highestToken), true),
        (#""embed_cls": true, "pad_id": 5"#, .classToken(padding: 5), true),
    ])
    func `the poolings of texts, and whether padding reaches them`(
        text: String, pooling: OpenCLIPTextConfiguration.Pooling, readsPadding: Bool
    ) throws {
        let found = try configuration(top: #", "custom_text": true"#, text: text).text
        #expect(found.pooling == pooling)
        #expect(found.readsPadding == readsPadding)
    }

    @Test func `a tower that reads padding gets it from CLIP's own tokenizer`() throws {
        let source = try ParityCase.folder("openclip-vit")
        try FileManager.default.copyItem(
            at: source.appending(path: "open_clip_model.safetensors"),
            to: folder.url.appending(path: "open_clip_model.safetensors")
        )
        for (key, count) in [("\"no_causal_mask\": true", 9), ("\"embed_cls\": false", 3)] {
            try folder.write(
                """
                {"model_cfg": {"embed_dim": 26, "vision_cfg": {},
                  "text_cfg": {"context_length": 9, "width": 15, "heads": 3, \(key)}}}
                """, to: "open_clip_config.json"
            )
            let layout = try OpenCLIPLayout(folder: folder.url, CheckpointSettings())
            let ids = try layout.loadTokenizer().encode("dog").ids
            #expect(ids == Array([49406, 1929, 49407, 0, 0, 0, 0, 0, 0][..<count]), "\(key)")
        }
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
            "", #""timm_model_name": "vit_huge_patch14""#, "",
            #"timm_model_name is "vit_huge_patch14", which zeroshot does not support; supported: "#
                + "vit_base_patch16_siglip_224, vit_base_patch16_siglip_256"
        ),
        (
            "", #""timm_model_name": "vit_base_patch16_siglip_224", "timm_proj": "none""#, "",
            #"vision_cfg.timm_pool is "avg", which zeroshot does not support; supported: map"#
        ),
        (
            "", #""timm_model_name": "vit_base_patch16_siglip_224", "timm_pool": "map""#, "",
            #"vision_cfg.timm_proj is "linear", which zeroshot does not support; supported: none"#
        ),
        (
            "", #"\#(Self.sigLIP), "image_size": 256"#, "",
            "image_size is 256, expected 224, as vit_base_patch16_siglip_224 takes pictures"
        ),
        (
            "", Self.sigLIP, "",
            "expected a tower whose width is embed_dim, 512"
        ),
        (
            "", #""attentional_pool": "parallel""#, "",
            #"vision_cfg.attentional_pool is "parallel", which zeroshot does not support"#
        ),
        (
            "", #""attentional_pool": true, "attn_pooler_heads": 7"#, "",
            "vision_cfg.attn_pooler_heads is 7, expected a divisor of embed_dim, 512."
        ),
        (
            "", #""attentional_pool": true, "pool_type": "avg", "attn_pooler_queries": 1"#, "",
            "vision_cfg.attn_pooler_queries is 1, expected two or more, of which the first is not"
        ),
        ("", #""pool_type": "none""#, "", #"pool_type is "none", which zeroshot does not support"#),
        (
            "", #""pos_embed_type": "sin_cos_2d", "image_size": [224, 112]"#, "",
            "image_size is [224, 112], expected as many patches high as wide"
        ),
        ("", #""pos_embed_type": "rope""#, "", "supported: learnable, sin_cos_2d"),
        ("", #""qk_norm": true"#, "", "vision_cfg.qk_norm is true, which zeroshot does not"),
        ("", #""output_tokens": true"#, "", "vision_cfg.output_tokens is true, which zeroshot"),
        ("", "", #""scale_fc": true"#, "text_cfg.scale_fc is true, which zeroshot does not"),
        ("", "", #""pool_type": "none""#, "supported: argmax, eos, first, last"),
        ("", "", #""proj_type": "mlp""#, #"text_cfg.proj_type is "mlp", which zeroshot does not"#),
        (
            "", "", #""proj_type": "none", "width": 640, "heads": 10"#,
            "text_cfg.width is 640, expected embed_dim, 512, since proj_type is none."
        ),
        (
            "", "", #""embed_cls": true"#,
            "text_cfg.embed_cls is true, which zeroshot does not support; supported: false where"
        ),
        (
            #", "custom_text": true"#, "", #""embed_cls": true, "no_causal_mask": true"#,
            "text_cfg.no_causal_mask is true, which zeroshot does not support; supported: false"
        ),
        (
            #", "custom_text": true"#, "", #""embed_cls": true, "pad_id": -1"#,
            "text_cfg.pad_id is -1, expected a token id."
        ),
        (
            #", "multimodal_cfg": {}"#, "", "",
            "multimodal_cfg is an object with 0 keys, which zeroshot does not support; supported: "
        ),
        (
            "", "", #""hf_tokenizer_name": "gpt2""#,
            #"text_cfg.hf_tokenizer_name is "gpt2", which zeroshot does not support"#
        ),
        ("", "", #""tokenizer_mode": "clips""#, #"text_cfg.tokenizer_mode is "clips""#),
        (
            "", "", #""tokenizer_kwargs": {"strip_sep_token": true}"#,
            "text_cfg.tokenizer_kwargs.strip_sep_token is true, which zeroshot does not"
        ),
        (
            "", "", #""tokenizer_kwargs": {"clean": "upper"}"#,
            "supported: lower, whitespace, canonicalize"
        ),
        (
            "", #""layers": [3, 4, 6]"#, "",
            "vision_cfg.layers is [3, 4, 6], expected four positive integers."
        ),
        (
            "", #""layers": [1, 1, 1, 1], "image_size": 100"#, "",
            "vision_cfg.image_size is 100, expected a multiple of 32."
        ),
        (
            "", #""layers": [1, 1, 1, 1], "image_size": 8192"#, "",
            "vision_cfg.image_size is 8192, expected at most 4096."
        ),
        ("", #""image_size": 8192"#, "", "vision_cfg.image_size is 8192, expected at most 4096."),
        (
            "", #""image_size": [224, 8192]"#, "",
            "image_size is [224, 8192], expected a side, or height and width, at most 4096."
        ),
        (
            "", "", #""context_length": 16777216"#,
            "text_cfg.context_length is 16777216, expected at most 4096."
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
