import Foundation
import Testing

@testable import ZeroShot

/// What `config.json` may say instead of a model that can be ranked with.
struct UnsupportedFamilyTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func refusal(of json: String) throws -> String {
        try folder.write(json, to: "config.json")
        let error = try #require(throws: CheckpointError.self) {
            try Checkpoint(folder.url.path(percentEncoded: false))
        }
        return error.description.replacing("\(folder.path("config.json")): ", with: "")
    }

    @Test(arguments: [
        (
            "chinese_clip",
            """
            Chinese-CLIP (model_type 'chinese_clip') is not supported: its text tower is a BERT \
            with a WordPiece tokenizer, which zeroshot does not have. Supported: CLIP, OpenCLIP, \
            SigLIP, SigLIP 2.
            """
        ),
        (
            "altclip_text_model",
            """
            AltCLIP (model_type 'altclip_text_model') is not supported: its text tower is an \
            XLM-RoBERTa, which zeroshot does not have. Supported: CLIP, OpenCLIP, SigLIP, SigLIP 2.
            """
        ),
        (
            "owlv2",
            """
            OWLv2 (model_type 'owlv2') is not supported: it finds objects in an image, with heads \
            for boxes, and does not rank whole images. Supported: CLIP, OpenCLIP, SigLIP, SigLIP 2.
            """
        ),
    ])
    func `a family that is known and not built is refused by name`(
        type: String, message: String
    ) throws {
        #expect(try refusal(of: #"{"model_type": "\#(type)"}"#) == message)
    }

    @Test(arguments: MissingFamily.allCases)
    func `each family is refused by name, whole or one tower of it`(family: MissingFamily) throws {
        for type in ["", "_text_model", "_vision_model"].map({ family.rawValue + $0 }) {
            let message = try refusal(of: #"{"model_type": "\#(type)"}"#)
            let start = "\(family.name) (model_type '\(type)') is not supported: \(family.missing)."
            #expect(message.hasPrefix(start), "\(message)")
        }
        #expect(HuggingFaceModelType(rawValue: family.rawValue) == nil)
    }

    @Test(arguments: [
        ("clip_vision_model", "image", "CLIP", "text"),
        ("clip_text_model", "text", "CLIP", "image"),
        ("siglip_vision_model", "image", "SigLIP", "text"),
        ("siglip_text_model", "text", "SigLIP", "image"),
        ("siglip2_vision_model", "image", "SigLIP 2", "text"),
        ("siglip2_text_model", "text", "SigLIP 2", "image"),
        ("timm_wrapper", "image", "timm", "text"),
    ])
    func `one tower alone is refused, and the other one is said to be missing`(
        type: String, tower: String, family: String, other: String
    ) throws {
        #expect(
            try refusal(of: #"{"model_type": "\#(type)"}"#) == """
                is the \(tower) tower of \(family) alone (model_type '\(type)'); ranking needs the \
                \(other) tower that was trained with it, too. Give the folder of a whole model.
                """
        )
    }

    @Test func `an image model of timm is one tower alone`() throws {
        let json = #"{"architecture": "vit_base_patch16_224", "pretrained_cfg": {"tag": "a"}}"#
        let message = try refusal(of: json)
        #expect(
            message.hasPrefix(
                "is the image tower of timm alone (architecture 'vit_base_patch16_224');"
            ),
            "\(message)"
        )
    }

    @Test(arguments: ["bert", "llama", "vit"])
    func `a model of another kind is said to be no dual encoder`(type: String) throws {
        #expect(
            try refusal(of: #"{"model_type": "\#(type)", "quantization_config": {}}"#) == """
                model_type is '\(type)', which is no image-text dual encoder that zeroshot knows; \
                ranking needs an image tower and a text tower trained together. Supported: CLIP, \
                OpenCLIP, SigLIP, SigLIP 2.
                """
        )
    }

    @Test(arguments: [
        #"{"model_type": "clip", "auto_map": \#(classes)}"#,
        #"{"model_type": "own_clip", "auto_map": \#(classes)}"#,
        #"{"auto_map": \#(classes), "embed_dim": 768}"#,
    ])
    func `code that comes with the checkpoint is not run, whatever it calls itself`(
        json: String
    ) throws {
        #expect(
            try refusal(of: json) == """
                the model is Python code that comes with the checkpoint (auto_map: \
                'configuration.OwnConfig', 'modeling.Own', 'tokens.Slow'). zeroshot runs no code \
                of a checkpoint. Supported: CLIP, OpenCLIP, SigLIP, SigLIP 2.
                """
        )
    }

    private static let classes = """
        {"AutoModel": "modeling.Own", "AutoConfig": "configuration.OwnConfig", \
        "AutoTokenizer": ["tokens.Slow", null]}
        """

    @Test(arguments: [
        (
            #"{"image_cfg": {"model_name": "mci2"}, "text_cfg": {}}"#,
            "image_cfg.model_name", "mci2"
        ),
        (
            #"{"vision_cfg": {"timm_model_name": "fastvit_mci0"}, "text_cfg": {}}"#,
            "vision_cfg.timm_model_name", "fastvit_mci0"
        ),
    ])
    func `MobileCLIP is known by its tower, since its files have no model type`(
        json: String, key: String, value: String
    ) throws {
        let message = try refusal(of: json)
        #expect(
            message.hasPrefix("MobileCLIP (\(key) '\(value)') is not supported: its image tower"),
            "\(message)"
        )
    }

    @Test(arguments: [
        ("{}", "model_type is null, expected a name such as 'clip'."),
        (
            #"{"vision_cfg": {"width": 768}, "text_cfg": {}}"#,
            """
            model_type is null, expected a name such as 'clip'; these are the keys of an OpenCLIP \
            model, which belong under model_cfg in open_clip_config.json.
            """
        ),
        (#"{"model_type": 5}"#, "model_type is 5, expected a string."),
    ])
    func `a file without a model type is refused`(json: String, message: String) throws {
        #expect(try refusal(of: json) == message)
    }

    @Test(arguments: ["", "text_config", "vision_config"])
    func `quantized weights are refused wherever the file says so`(section: String) throws {
        let quantized = #""quantization_config": {"quant_method": "bitsandbytes"}"#
        let json =
            section.isEmpty ? quantized : #""\#(section)": {\#(quantized)}"#
        #expect(
            try refusal(of: #"{"model_type": "clip", \#(json)}"#) == """
                \(section.isEmpty ? "" : section + ".")quantization_config is an object with 1 \
                keys, which zeroshot does not support; supported: weights that are not quantized. \
                Scores would be wrong, so the checkpoint is not used.
                """
        )
    }
}
