package import Foundation
package import OneDNN

/// `open_clip_config.json` and `open_clip_model.safetensors`; the tokenizer ships with zeroshot.
///
/// Source: `CLIPVisionCfg`, `CLIPTextCfg` and `CLIP` in open_clip's `model.py`. Every key changes
/// what is computed, so an unknown one is refused, and so is a known one whose value asks for a
/// part that is not implemented.
package struct OpenCLIPLayout: CheckpointLayout {
    package static let configurationName = "open_clip_config.json"
    /// In the order of `_find_checkpoint_in_dir` in open_clip's `factory.py`.
    static let weightNames = [
        "open_clip_model.safetensors", "open_clip_pytorch_model.safetensors",
        "open_clip_pytorch_model.bin", "open_clip_pytorch_model.pth", "model.safetensors",
        "pytorch_model.bin", "pytorch_model.pth", "model.pth",
    ]

    package let family = CheckpointFamily.openCLIP
    package let parity = ParityMode.openCLIP
    package let preprocessor: PreprocessorConfiguration
    package let weights: WeightFiles
    private let model: OpenCLIPConfiguration
    private let cleaning: OpenCLIPCleaning.Mode

    /// Reads the configuration and opens the weights.
    ///
    /// - Throws: `CheckpointError`.
    package init(folder: URL, _ settings: CheckpointSettings) throws {
        let file = try ConfigurationObject(file: folder.appending(path: Self.configurationName))
        let config = try file.object("model_cfg")
        model = try OpenCLIPConfiguration(config)
        cleaning = try config.object("text_cfg").object("tokenizer_kwargs").cleaning()
        preprocessor = try PreprocessorConfiguration(
            openCLIP: try file.object("preprocess_cfg"),
            width: model.image.imageSize.width,
            height: model.image.imageSize.height
        )
        weights = try WeightFiles(folder: folder, anyOf: Self.weightNames, orOnlyOne: true)
    }

    package var architecture: String { model.image.name }
    package var resolution: ImageResolution {
        .fixed(width: model.image.imageSize.width, height: model.image.imageSize.height)
    }
    package var embeddingDimension: Int { model.embeddingDimension }
    package var contextLength: Int { model.text.contextLength }
    package var vocabularySize: Int { model.text.vocabularySize }

    package func scoring() throws -> Scoring {
        // Stored as its logarithm.
        .softmax(logitScale: exp(try Weights(weights).scalar("logit_scale")))
    }

    package func loadTokenizer() throws -> any Tokenizer {
        try OpenCLIPTokenizer(contextLength: model.text.contextLength, cleaning: cleaning)
    }

    package func imageTower(on engine: Engine) throws -> any ImageTower {
        let weights = Weights(self.weights)
        let tower: any ImageTower =
            switch model.image {
            case .visionTransformer(let vision):
                try CLIPVision(openCLIP: weights, vision, on: engine)
            case .modifiedResNet(let resNet):
                try ModifiedResNet(openCLIP: weights, resNet, on: engine)
            }
        try weights.requireAllUsed { $0.hasPrefix("visual.") }
        return tower
    }

    package func textTower(on engine: Engine) throws -> any TextTower {
        let weights = Weights(self.weights)
        let tower = try CLIPText(openCLIP: weights, model.text, on: engine)
        try weights.requireAllUsed { !$0.hasPrefix("visual.") && $0 != "logit_scale" }
        return tower
    }
}

/// The `model_cfg` of `open_clip_config.json`.
struct OpenCLIPConfiguration: Sendable, Equatable {
    let image: ImageTowerConfiguration
    let text: CLIPTextConfiguration
    /// Size of the shared space, E.
    let embeddingDimension: Int

    /// - Throws: `CheckpointError`.
    init(_ config: ConfigurationObject) throws {
        try config.refuseKeys(otherThan: [
            "embed_dim", "vision_cfg", "text_cfg", "quick_gelu", "custom_text",
            "init_logit_scale", "init_logit_bias", "nonscalar_logit_scale", "multimodal_cfg",
        ])
        try config.require("custom_text", toBe: .bool(false))
        try config.require("init_logit_bias", toBe: .null)
        try config.require("multimodal_cfg", toBe: .null)
        embeddingDimension = try config.positiveInteger("embed_dim")
        let quickGELU = try config.bool("quick_gelu", default: false)
        image = try ImageTowerConfiguration(
            openCLIP: try config.object("vision_cfg"), embeddingDimension, quickGELU
        )
        text = try CLIPTextConfiguration(
            openCLIP: try config.object("text_cfg"), embeddingDimension, quickGELU
        )
    }
}

extension ImageTowerConfiguration {
    init(
        openCLIP config: ConfigurationObject, _ embeddingDimension: Int, _ quickGELU: Bool
    ) throws {
        try config.refuseKeys(otherThan: [
            "layers", "width", "head_width", "mlp_ratio", "patch_size", "image_size",
            "ls_init_value", "patch_dropout", "attentional_pool", "attn_pooler_queries",
            "attn_pooler_heads", "no_ln_pre", "pos_embed_type", "final_ln_after_pool",
            "pool_type", "output_tokens", "act_kwargs", "norm_kwargs", "block_type", "qk_norm",
            "scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn", "scale_fc",
            "timm_model_name", "timm_model_pretrained", "timm_pool", "timm_proj",
            "timm_proj_bias", "timm_drop", "timm_drop_path",
        ])
        try config.require("timm_model_name", toBe: .null)
        try config.require("attentional_pool", toBe: .bool(false))
        try config.require("no_ln_pre", toBe: .bool(false))
        try config.require("pos_embed_type", toBe: .string("learnable"))
        try config.require("final_ln_after_pool", toBe: .bool(false))
        try config.require("pool_type", toBe: .string("tok"))
        try config.requirePlainBlocks()
        if case .array? = config.value("layers") {
            self = .modifiedResNet(
                try ModifiedResNetConfiguration(openCLIP: config, embeddingDimension)
            )
        } else {
            self = .visionTransformer(
                try CLIPVisionConfiguration(openCLIP: config, embeddingDimension, quickGELU)
            )
        }
    }
}

extension ModifiedResNetConfiguration {
    init(openCLIP config: ConfigurationObject, _ embeddingDimension: Int) throws {
        let layers = config.value("layers")
        guard let counts = layers?.integers, counts.count == 4,
            counts.allSatisfy({ (1...1000).contains($0) })
        else {
            throw config.wrong("layers", layers ?? .null, expected: "four positive integers")
        }
        let width = try config.positiveInteger("width", default: 768)
        let headWidth = try config.positiveInteger("head_width", default: 64)
        let imageSize = try config.positiveInteger("image_size", default: 224)
        guard width.isMultiple(of: 2) else {
            throw config.wrong("width", .integer(width), expected: "an even number")
        }
        let heads = width * 32 / headWidth
        guard heads > 0, (width * 32).isMultiple(of: heads) else {
            throw config.wrong(
                "head_width", .integer(headWidth),
                expected: "a divisor of 32 * width, \(width * 32)"
            )
        }
        guard imageSize.isMultiple(of: 32) else {
            throw config.wrong(
                "image_size", .integer(imageSize), expected: "a multiple of 32"
            )
        }
        self.init(
            layers: counts,
            width: width,
            heads: heads,
            imageSize: imageSize,
            embeddingDimension: embeddingDimension
        )
    }
}

extension CLIPVisionConfiguration {
    init(
        openCLIP config: ConfigurationObject, _ embeddingDimension: Int, _ quickGELU: Bool
    ) throws {
        let width = try config.positiveInteger("width", default: 768)
        let headWidth = try config.positiveInteger("head_width", default: 64)
        let patchSize = try config.positiveInteger("patch_size", default: 16)
        let (imageHeight, imageWidth) = try config.imageSize(default: 224)
        guard patchSize <= min(imageHeight, imageWidth) else {
            throw config.wrong(
                "patch_size", .integer(patchSize), expected: "at most image_size"
            )
        }
        self.init(
            transformer: try TransformerConfiguration(
                openCLIP: config, width: width, layers: 12,
                heads: width / headWidth, headsKey: "head_width", quickGELU
            ),
            patchSize: patchSize,
            imageHeight: imageHeight,
            imageWidth: imageWidth,
            embeddingDimension: embeddingDimension
        )
    }
}

extension CLIPTextConfiguration {
    init(
        openCLIP config: ConfigurationObject, _ embeddingDimension: Int, _ quickGELU: Bool
    ) throws {
        try config.refuseKeys(otherThan: [
            "context_length", "vocab_size", "hf_tokenizer_name", "tokenizer_mode",
            "tokenizer_kwargs", "width", "heads", "layers", "mlp_ratio", "ls_init_value",
            "embed_cls", "pad_id", "eos_id", "no_causal_mask", "final_ln_after_pool",
            "pool_type", "proj_bias", "proj_type", "output_tokens", "act_kwargs", "norm_kwargs",
            "block_type", "qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner",
            "scale_attn", "scale_fc", "hf_model_name", "hf_model_pretrained", "hf_proj_type",
            "hf_pooler_type",
        ])
        try config.require("hf_model_name", toBe: .null)
        try config.require("hf_tokenizer_name", toBe: .null)
        try config.require("tokenizer_mode", toBe: .null)
        try config.require("embed_cls", toBe: .bool(false))
        try config.require("no_causal_mask", toBe: .bool(false))
        try config.require("final_ln_after_pool", toBe: .bool(false))
        try config.require("pool_type", toBe: .string("argmax"))
        try config.require("proj_bias", toBe: .bool(false))
        try config.require("proj_type", toBe: .string("linear"))
        try config.requirePlainBlocks()
        self.init(
            transformer: try TransformerConfiguration(
                openCLIP: config, width: try config.positiveInteger("width", default: 512),
                layers: 12, heads: try config.positiveInteger("heads", default: 8),
                headsKey: "heads", quickGELU
            ),
            vocabularySize: try config.positiveInteger("vocab_size", default: 49408),
            contextLength: try config.positiveInteger("context_length", default: 77),
            pooling: .highestToken,
            embeddingDimension: embeddingDimension
        )
    }
}

extension TransformerConfiguration {
    init(
        openCLIP config: ConfigurationObject,
        width: Int, layers: Int, heads: Int, headsKey: String, _ quickGELU: Bool
    ) throws {
        guard heads > 0, width.isMultiple(of: heads) else {
            throw config.wrong(
                headsKey, config.value(headsKey) ?? .null, expected: "a divisor of width, \(width)"
            )
        }
        let ratio = try config.number("mlp_ratio", default: 4)
        guard ratio > 0, ratio < 100, Int(Double(width) * ratio) > 0 else {
            throw config.wrong("mlp_ratio", .double(ratio), expected: "a number between 0 and 100")
        }
        self.init(
            hiddenSize: width,
            mlpSize: Int(Double(width) * ratio),
            layers: try config.positiveInteger("layers", default: layers),
            heads: heads,
            activation: try config.activation(quickGELU),
            epsilon: Float(try config.normEpsilon())
        )
    }
}

extension ConfigurationObject {
    /// Refuses the block variants that towers of CLIP's own kind do not have.
    fileprivate func requirePlainBlocks() throws {
        try require("ls_init_value", toBe: .null)
        try require("block_type", toBe: .string("default"))
        try require("output_tokens", toBe: .bool(false))
        for key in [
            "qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner", "scale_attn",
            "scale_fc",
        ] {
            try require(key, toBe: .bool(false))
        }
    }

    /// One number, or height and width.
    fileprivate func imageSize(default standard: Int) throws -> (height: Int, width: Int) {
        guard let sides = value("image_size")?.integers else {
            let side = try positiveInteger("image_size", default: standard)
            return (side, side)
        }
        guard sides.count == 2, sides.allSatisfy({ (1...1 << 24).contains($0) }) else {
            throw wrong(
                "image_size", value("image_size") ?? .null, expected: "a side, or height and width"
            )
        }
        return (sides[0], sides[1])
    }

    /// `nn.GELU`, its tanh form through `act_kwargs`, or OpenAI's quick form.
    fileprivate func activation(_ quickGELU: Bool) throws -> Activation {
        let arguments = try object("act_kwargs")
        try arguments.refuseKeys(otherThan: ["approximate"])
        let approximate = try arguments.string("approximate", default: "none")
        switch (quickGELU, approximate) {
        case (true, "none"): return .quickGELU
        case (false, "none"): return .gelu
        case (false, "tanh"): return .geluTanh
        default:
            throw arguments.unsupported(
                "approximate", .string(approximate),
                supported: quickGELU ? "nothing beside quick_gelu" : "none, tanh"
            )
        }
    }

    /// How texts are cleaned before they are split into words.
    fileprivate func cleaning() throws -> OpenCLIPCleaning.Mode {
        try refuseKeys(otherThan: ["clean"])
        let name = try string("clean", default: OpenCLIPCleaning.Mode.lower.rawValue)
        guard let mode = OpenCLIPCleaning.Mode(rawValue: name) else {
            let known = OpenCLIPCleaning.Mode.allCases.map(\.rawValue).joined(separator: ", ")
            throw unsupported("clean", .string(name), supported: known)
        }
        return mode
    }

    fileprivate func normEpsilon() throws -> Double {
        let arguments = try object("norm_kwargs")
        try arguments.refuseKeys(otherThan: ["eps"])
        return try arguments.number("eps", default: 1e-5)
    }
}
