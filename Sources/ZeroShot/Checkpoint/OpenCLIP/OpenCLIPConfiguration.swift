internal import OneDNN

/// The `model_cfg` of `open_clip_config.json`.
///
/// Every key changes what is computed, so an unknown one is refused, and so is a known one whose
/// value asks for a part that is not implemented.
/// Source: `create_model` in open_clip's `factory.py`; `CLIP`, `CustomTextCLIP`, `CoCa`.
struct OpenCLIPConfiguration: Sendable, Equatable {
    let form: OpenCLIPForm
    private(set) var image: OpenCLIPImageTower
    private(set) var text: OpenCLIPTextConfiguration
    let tokenizer: OpenCLIPTokenizerKind
    /// Size of the shared space, E.
    let embeddingDimension: Int
    /// Whether each label is scored on its own, with a bias that the checkpoint stores.
    let hasLogitBias: Bool

    /// `timm`: the image towers of timm that the configuration may name.
    ///
    /// - Throws: `CheckpointError`.
    init(
        _ config: ConfigurationObject,
        timm: [String: SigLIPVisionConfiguration] = SigLIPVisionConfiguration.timm
    ) throws {
        try OtherOpenCLIPFamily.refuse(config)
        try config.refuseKeys(otherThan: [
            "embed_dim", "vision_cfg", "text_cfg", "quick_gelu", "custom_text",
            "init_logit_scale", "init_logit_bias", "nonscalar_logit_scale", "multimodal_cfg",
        ])
        form = try OpenCLIPForm(config)
        hasLogitBias = config.value("init_logit_bias") != nil
        embeddingDimension = try config.positiveInteger("embed_dim")
        // It leaves the towers of timm and the ReLUs of a ModifiedResNet as they are.
        let quickGELU = try config.bool("quick_gelu", default: false)
        image = try OpenCLIPImageTower(
            try config.object("vision_cfg"), embeddingDimension, quickGELU: quickGELU, timm: timm
        )
        let textConfig = try config.object("text_cfg")
        text = try OpenCLIPTextConfiguration(
            textConfig, embeddingDimension, quickGELU: quickGELU, form: form
        )
        tokenizer = try OpenCLIPTokenizerKind(textConfig)
        if form != .coca {
            // open_clip's other models do not expect the tokens beside the embedding.
            for section in [try config.object("vision_cfg"), textConfig] {
                try section.require("output_tokens", toBe: .bool(false))
            }
        }
    }

    /// The family; SigLIP and SigLIP 2 differ in their tokenizers alone.
    var family: CheckpointFamily {
        switch (image, tokenizer) {
        case (.sigLIP, .sigLIP2): .sigLIP2
        case (.sigLIP, _): .sigLIP
        case (.visionTransformer, _), (.modifiedResNet, _): .openCLIP
        }
    }

    /// The same with other activations in the towers of SigLIP.
    func computing(_ vision: SigLIPVisionConfiguration, textActivation: Activation) -> Self {
        var changed = self
        changed.image = .sigLIP(vision)
        changed.text.transformer.activation = textActivation
        return changed
    }
}

/// The class of open_clip that a checkpoint was saved from, which names its tensors.
enum OpenCLIPForm: Sendable, Equatable {
    /// The text tower's tensors have no prefix.
    case clip
    /// They begin with `text.`.
    case customText
    /// As `customText`; with a decoder, `text_decoder.`, that writes captions and ranks nothing.
    case coca

    /// Source: `create_model` in open_clip.
    fileprivate init(_ config: ConfigurationObject) throws {
        let isCustom = try config.bool("custom_text", default: false)
        switch (isCustom, config.value("multimodal_cfg")) {
        case (true, nil): self = .customText
        case (true, .some): self = .coca
        case (false, nil): self = .clip
        case (false, .some(let decoder)):
            throw config.unsupported(
                "multimodal_cfg", decoder, supported: "a decoder only where custom_text is true"
            )
        }
    }
}

/// Which tokenizer a checkpoint's prompts go through.
enum OpenCLIPTokenizerKind: Sendable, Equatable {
    /// CLIP's, whose table ships with zeroshot.
    case own(OpenCLIPCleaning.Mode)
    /// SigLIP's, from the checkpoint's own files.
    case sigLIP(OpenCLIPCleaning.Mode)
    /// SigLIP 2's, from the checkpoint's own files.
    case sigLIP2(OpenCLIPCleaning.Mode)

    /// Source: `get_tokenizer` in open_clip.
    fileprivate init(_ config: ConfigurationObject) throws {
        let arguments = try config.object("tokenizer_kwargs")
        try arguments.refuseKeys(otherThan: ["clean", "strip_sep_token"])
        try arguments.require("strip_sep_token", toBe: .bool(false))
        try config.require("tokenizer_mode", toBe: .null)
        let name = try config.string("hf_tokenizer_name", default: "")
        if name.isEmpty {
            self = .own(try arguments.cleaning(default: .lower))
        } else if name.lowercased().contains("siglip2") {
            self = .sigLIP2(try arguments.cleaning(default: .whitespace))
        } else if name.lowercased().contains("siglip") {
            self = .sigLIP(try arguments.cleaning(default: .whitespace))
        } else {
            throw config.unsupported(
                "hf_tokenizer_name", .string(name), supported: "none, and those of SigLIP"
            )
        }
    }
}

extension ConfigurationObject {
    /// How texts are cleaned before they are split into words.
    fileprivate func cleaning(
        default standard: OpenCLIPCleaning.Mode
    ) throws -> OpenCLIPCleaning.Mode {
        let name = try string("clean", default: standard.rawValue)
        guard let mode = OpenCLIPCleaning.Mode(rawValue: name) else {
            let known = OpenCLIPCleaning.Mode.allCases.map(\.rawValue).joined(separator: ", ")
            throw unsupported("clean", .string(name), supported: known)
        }
        return mode
    }
}
