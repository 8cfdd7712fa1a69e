/// The image-text dual encoders that `config.json` may name and that zeroshot does not build.
///
/// To build one, move its case to `HuggingFaceModelType` and write its layout in a file of its own.
/// Sources: the models of those names in transformers, and the Hub's files of the two that
/// transformers does not have.
enum MissingFamily: String, CaseIterable {
    case aimV2 = "aimv2"
    case align
    case altCLIP = "altclip"
    case blip
    case blip2 = "blip-2"
    case bridgeTower = "bridgetower"
    case chineseCLIP = "chinese_clip"
    case clipSeg = "clipseg"
    case flava
    case groupViT = "groupvit"
    case jinaCLIP = "jina_clip"
    case metaCLIP2 = "metaclip_2"
    case mobileCLIP = "mobileclip"
    case owlV2 = "owlv2"
    case owlViT = "owlvit"
    case tipsV2 = "tipsv2"
    case videoPrism = "videoprism"
    case visionTextDualEncoder = "vision-text-dual-encoder"
    case xCLIP = "xclip"

    /// The family of a whole model, or of one of its towers, which has a `model_type` of its own.
    init?(modelType: String) {
        let family =
            ["_text_model", "_vision_model"].first { modelType.hasSuffix($0) }
            .map { String(modelType.dropLast($0.count)) }
        self.init(rawValue: family ?? modelType)
    }

    /// The family's own name.
    var name: String {
        switch self {
        case .aimV2: "AIMv2"
        case .align: "ALIGN"
        case .altCLIP: "AltCLIP"
        case .blip: "BLIP"
        case .blip2: "BLIP-2"
        case .bridgeTower: "BridgeTower"
        case .chineseCLIP: "Chinese-CLIP"
        case .clipSeg: "CLIPSeg"
        case .flava: "FLAVA"
        case .groupViT: "GroupViT"
        case .jinaCLIP: "Jina CLIP"
        case .metaCLIP2: "MetaCLIP 2"
        case .mobileCLIP: "MobileCLIP"
        case .owlV2: "OWLv2"
        case .owlViT: "OWL-ViT"
        case .tipsV2: "TIPSv2"
        case .videoPrism: "VideoPrism"
        case .visionTextDualEncoder: "VisionTextDualEncoder"
        case .xCLIP: "X-CLIP"
        }
    }

    /// What zeroshot would need to build it, as a clause.
    var missing: String {
        switch self {
        case .aimV2:
            "its towers have RMS norms and gated SiLU layers, which zeroshot does not have"
        case .align:
            """
            its image tower is an EfficientNet and its text tower a BERT with a WordPiece \
            tokenizer, which zeroshot does not have
            """
        case .altCLIP:
            "its text tower is an XLM-RoBERTa, which zeroshot does not have"
        case .blip, .chineseCLIP:
            "its text tower is a BERT with a WordPiece tokenizer, which zeroshot does not have"
        case .blip2:
            "its embeddings come from a Q-Former behind the image tower, which zeroshot does not have"
        case .bridgeTower:
            """
            its towers exchange what they see in cross-attention layers, so that an image has no \
            embedding of its own
            """
        case .clipSeg:
            """
            it marks regions of an image, with a decoder and with positions resized to each \
            image, which zeroshot does not have
            """
        case .flava:
            "its text tower is a ViT over WordPiece tokens, which zeroshot does not have"
        case .groupViT:
            "its image tower merges patches into groups, which zeroshot does not have"
        case .jinaCLIP:
            """
            its image tower is an EVA-02 and its text tower a JinaBERT, which zeroshot does not \
            have
            """
        case .metaCLIP2:
            """
            its text tower reads the tokens of multilingual XLM-V, with a pooling of its own, \
            which zeroshot does not have
            """
        case .mobileCLIP:
            "its image tower is a FastViT, which zeroshot does not have"
        case .owlV2, .owlViT:
            "it finds objects in an image, with heads for boxes, and does not rank whole images"
        case .tipsV2:
            """
            its image tower has register tokens and layer scale and its text tower averages over \
            tokens, which zeroshot does not have
            """
        case .videoPrism, .xCLIP:
            "its image tower reads the frames of a video, which zeroshot does not have"
        case .visionTextDualEncoder:
            """
            its towers are two models of other families, such as ViT and BERT, which zeroshot \
            does not have
            """
        }
    }
}
