/// A family that open_clip has and zeroshot does not, told by one name in its `model_cfg`.
///
/// To add a family is to take its line out here, and to read its towers.
struct OtherOpenCLIPFamily {
    /// How the name begins.
    let prefix: String
    let family: String
    /// What would have to be built; a clause.
    let missing: String

    /// Refuses a configuration of one of these families by its name.
    ///
    /// - Throws: `CheckpointError.unsupportedFamily`.
    static func refuse(_ config: ConfigurationObject) throws {
        try refuseTextModel(try config.object("text_cfg"))
        let vision = try config.object("vision_cfg")
        try refuse(vision, "timm_model_name", imageTowers)
        try refuse(try config.object("text_cfg"), "hf_tokenizer_name", tokenizers)
        try refusePruned(config)
    }

    /// By `timm_model_name`.
    private static let imageTowers = [
        OtherOpenCLIPFamily(
            prefix: "eva_giant", family: "EVA-CLIP",
            missing: "its image tower is EVA's vision transformer, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "eva02_", family: "EVA02-CLIP",
            missing: "its image tower is EVA02's vision transformer, with rotary positions, which "
                + "zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "fastvit_mci", family: "MobileCLIP",
            missing: "its image tower is a FastViT, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "vit_base_mci", family: "MobileCLIP",
            missing: "its image tower is a vision transformer behind convolutions, which zeroshot "
                + "does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "vit_large_patch14_clip_224", family: "MobileCLIP 2",
            missing: "its image tower is timm's form of CLIP's vision transformer, which zeroshot "
                + "does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "vit_pe_core_", family: "PE-Core",
            missing: "its image tower is Meta's perception encoder, with rotary positions, which "
                + "zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "vitamin_", family: "ViTamin",
            missing: "its image tower is a ViTamin, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "convnext_", family: "OpenCLIP with ConvNeXt",
            missing: "its image tower is a ConvNeXt, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "swin_", family: "OpenCLIP with Swin",
            missing: "its image tower is a Swin transformer, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "vit_relpos_", family: "OpenCLIP with relative positions",
            missing: "its image tower's positions are relative, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "vit_medium_patch16_gap_", family: "OpenCLIP with a vision transformer of timm",
            missing: "its image tower pools by the mean, which zeroshot does not have for timm"
        ),
    ]

    /// By `hf_tokenizer_name`, of a text tower of open_clip's own.
    private static let tokenizers = [
        OtherOpenCLIPFamily(
            prefix: "bert-base", family: "CLIPA",
            missing: "its tokenizer is BERT's WordPiece, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "facebook/xlm-v", family: "MetaCLIP 2",
            missing: "its tokenizer is XLM-V's, which zeroshot does not have"
        ),
        OtherOpenCLIPFamily(
            prefix: "google/mt5", family: "MetaCLIP 2",
            missing: "its tokenizer is mT5's, which zeroshot does not have"
        ),
    ]

    /// By `hf_model_name`.
    private static let textModels = [
        ("roberta", "OpenCLIP with RoBERTa"), ("xlm-roberta", "OpenCLIP with XLM-RoBERTa"),
        ("google/mt5", "OpenCLIP with mT5"), ("facebook/nllb", "NLLB-CLIP"),
    ].map { prefix, family in
        OtherOpenCLIPFamily(prefix: prefix, family: family, missing: missingTextModel)
    }

    private static let missingTextModel =
        "its text tower is a model of transformers, which zeroshot does not have"

    private static func refuse(
        _ section: ConfigurationObject, _ key: String, _ families: [OtherOpenCLIPFamily]
    ) throws {
        let name = try section.string(key, default: "")
        if let known = families.first(where: { name.hasPrefix($0.prefix) }) {
            throw CheckpointError.unsupportedFamily(
                file: section.file, family: known.family, key: section.path(of: key), value: name,
                missing: known.missing
            )
        }
    }

    /// Whichever model of transformers the text tower is, it is none of open_clip's own.
    private static func refuseTextModel(_ text: ConfigurationObject) throws {
        try refuse(text, "hf_model_name", textModels)
        guard text.value("hf_model_name") != nil else { return }
        throw CheckpointError.unsupportedFamily(
            file: text.file, family: "OpenCLIP with a text tower of transformers",
            key: text.path(of: "hf_model_name"), value: try text.string("hf_model_name"),
            missing: missingTextModel
        )
    }

    /// TinyCLIP's automatically pruned checkpoints say only what they were pruned from.
    private static func refusePruned(_ config: ConfigurationObject) throws {
        for key in ["mask_image", "mask_text"] where config.value(key) != nil {
            throw CheckpointError.unsupportedFamily(
                file: config.file, family: "TinyCLIP with automatic weight inheritance",
                key: config.path(of: key), value: "\(try config.bool(key, default: false))",
                missing: "its blocks differ in size from one another, which zeroshot does not have"
            )
        }
    }
}
