import Testing

@testable import ZeroShot

struct OtherOpenCLIPFamilyTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func refusal(
        top: String = "", vision: String = "", text: String = ""
    ) throws -> String {
        let file = try folder.write(
            """
            {"embed_dim": 512\(top), "vision_cfg": {\(vision)}, "text_cfg": {\(text)}}
            """, to: "open_clip_config.json"
        )
        let error = try #require(throws: CheckpointError.self) {
            try OpenCLIPConfiguration(try ConfigurationObject(file: file))
        }
        return error.description.replacing("\(folder.path("open_clip_config.json")): ", with: "")
    }

    @Test func `the message says the family, the key and what is missing`() throws {
        #expect(
            try refusal(vision: #""timm_model_name": "eva02_base_patch16_clip_224""#) == """
                EVA02-CLIP (vision_cfg.timm_model_name 'eva02_base_patch16_clip_224') is not \
                supported: its image tower is EVA02's vision transformer, with rotary positions, \
                which zeroshot does not have. Supported: CLIP, OpenCLIP, SigLIP, SigLIP 2.
                """
        )
    }

    @Test(arguments: [
        ("eva_giant_patch14_224", "EVA-CLIP"), ("eva02_enormous_patch14_clip_224", "EVA02-CLIP"),
        ("fastvit_mci2", "MobileCLIP"), ("vit_base_mci_224", "MobileCLIP"),
        ("vit_large_patch14_clip_224", "MobileCLIP 2"),
        ("vit_pe_core_base_patch16_224", "PE-Core"), ("vitamin_xlarge_384", "ViTamin"),
        ("convnext_base", "OpenCLIP with ConvNeXt"),
        ("swin_base_patch4_window7_224", "OpenCLIP with Swin"),
        ("vit_relpos_medium_patch16_cls_224", "OpenCLIP with relative positions"),
        ("vit_medium_patch16_gap_256", "OpenCLIP with a vision transformer of timm"),
    ])
    func `an image tower of another family is refused by name`(
        tower: String, family: String
    ) throws {
        let message = try refusal(vision: #""timm_model_name": "\#(tower)""#)
        #expect(
            message.hasPrefix("\(family) (vision_cfg.timm_model_name '\(tower)') is not supported")
        )
    }

    @Test(arguments: [
        ("roberta-base", "OpenCLIP with RoBERTa"),
        ("xlm-roberta-large", "OpenCLIP with XLM-RoBERTa"), ("google/mt5-xl", "OpenCLIP with mT5"),
        ("facebook/nllb-200-distilled-600M", "NLLB-CLIP"),
        ("arampacha/roberta-tiny", "OpenCLIP with a text tower of transformers"),
    ])
    func `a text tower of transformers is refused by name`(
        model: String, family: String
    ) throws {
        let message = try refusal(text: #""hf_model_name": "\#(model)""#)
        #expect(
            message.hasPrefix("\(family) (text_cfg.hf_model_name '\(model)') is not supported")
        )
    }

    @Test(arguments: [
        ("bert-base-uncased", "CLIPA"), ("facebook/xlm-v-base", "MetaCLIP 2"),
        ("google/mt5-base", "MetaCLIP 2"),
    ])
    func `another family's tokenizer is refused by name`(
        tokenizer: String, family: String
    ) throws {
        let message = try refusal(text: #""hf_tokenizer_name": "\#(tokenizer)""#)
        #expect(message.hasPrefix("\(family) (text_cfg.hf_tokenizer_name '\(tokenizer)') is not"))
    }

    @Test func `a pruned TinyCLIP is refused by name`() throws {
        #expect(
            try refusal(top: #", "mask_image": true, "mask_text": true"#).hasPrefix(
                "TinyCLIP with automatic weight inheritance (mask_image 'true') is not supported"
            )
        )
    }
}
