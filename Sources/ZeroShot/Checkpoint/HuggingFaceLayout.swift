package import Foundation
package import OneDNN

/// `config.json`, `model.safetensors`, `preprocessor_config.json` and tokenizer files.
///
/// Source: `CLIPConfig`, with every default it has, and `CLIPModel` in transformers. Keys that the config class
/// does not define are ignored, as transformers ignores them.
package struct HuggingFaceLayout: CheckpointLayout {
    package static let configurationName = "config.json"
    static let weightNames = [
        "model.safetensors", "model.safetensors.index.json",
        "pytorch_model.bin", "pytorch_model.bin.index.json",
    ]

    package let family = CheckpointFamily.clip
    package let parity = ParityMode.huggingFace
    package let configuration: DualEncoderConfiguration
    package let preprocessor: PreprocessorConfiguration
    package let weights: WeightFiles
    private let vision: CLIPVisionConfiguration
    private let folder: URL

    /// Reads the configuration and opens the weights.
    ///
    /// - Throws: `CheckpointError`.
    package init(folder: URL) throws {
        self.folder = folder
        let config = try ConfigurationObject(file: folder.appending(path: Self.configurationName))
        try Self.requireCLIP(config)
        let embeddingDimension = try config.positiveInteger("projection_dim", default: 512)
        vision = try CLIPVisionConfiguration(
            huggingFace: try config.effectiveSection("vision_config"), embeddingDimension
        )
        configuration = DualEncoderConfiguration(
            image: .visionTransformer(vision),
            text: try CLIPTextConfiguration(
                huggingFace: try config.effectiveSection("text_config"), embeddingDimension
            ),
            embeddingDimension: embeddingDimension
        )
        preprocessor = try PreprocessorConfiguration(huggingFaceFolder: folder)
        weights = try WeightFiles(folder: folder, anyOf: Self.weightNames)
    }

    package func loadTokenizer() throws -> any Tokenizer {
        try HuggingFaceTokenizer(
            folder: folder, contextLength: configuration.text.contextLength
        )
    }

    package func imageTower(on engine: Engine) throws -> any ImageTower {
        let weights = Weights(self.weights)
        let tower = try CLIPVision(huggingFace: weights, vision, on: engine)
        try weights.requireAllUsed(where: Self.belongsToImageTower)
        return tower
    }

    package func textTower(on engine: Engine) throws -> CLIPText {
        let weights = Weights(self.weights)
        let tower = try CLIPText(huggingFace: weights, configuration.text, on: engine)
        try weights.requireAllUsed { !Self.belongsToImageTower($0) && $0 != "logit_scale" }
        return tower
    }

    private static func belongsToImageTower(_ tensor: String) -> Bool {
        tensor.hasPrefix("vision_model.") || tensor.hasPrefix("visual_projection.")
    }

    private static func requireCLIP(_ config: ConfigurationObject) throws {
        let modelType = try config.string("model_type")
        guard modelType == "clip" else {
            throw CheckpointError.unsupportedArchitecture(
                file: config.file, found: "'\(modelType)' (model_type)", supported: ["'clip'"]
            )
        }
        if let value = config.value("quantization_config") {
            throw config.unsupported(
                "quantization_config", value, supported: "weights that are not quantized"
            )
        }
    }
}

extension CLIPVisionConfiguration {
    /// Source: `CLIPVisionConfig`.
    init(
        huggingFace config: ConfigurationObject, _ embeddingDimension: Int
    ) throws {
        try config.require("num_channels", toBe: .integer(3))
        let imageSize = try config.positiveInteger("image_size", default: 224)
        let patchSize = try config.positiveInteger("patch_size", default: 32)
        guard patchSize <= imageSize else {
            throw config.wrong(
                "patch_size", .integer(patchSize),
                expected: "at most image_size, \(imageSize)"
            )
        }
        self.init(
            transformer: try TransformerConfiguration(
                huggingFace: config, hiddenSize: 768, mlpSize: 3072, layers: 12, heads: 12
            ),
            patchSize: patchSize,
            imageHeight: imageSize,
            imageWidth: imageSize,
            embeddingDimension: embeddingDimension
        )
    }
}

extension CLIPTextConfiguration {
    /// Source: `CLIPTextConfig`; pooling in `CLIPTextTransformer.forward`.
    init(
        huggingFace config: ConfigurationObject, _ embeddingDimension: Int
    ) throws {
        // Configurations older than transformers 4.31 all say 2, which is no end-of-text id; the
        // reference then takes the highest id instead.
        let endOfText = try config.integer("eos_token_id", default: 49407)
        self.init(
            transformer: try TransformerConfiguration(
                huggingFace: config, hiddenSize: 512, mlpSize: 2048, layers: 12, heads: 8
            ),
            vocabularySize: try config.positiveInteger("vocab_size", default: 49408),
            contextLength: try config.positiveInteger("max_position_embeddings", default: 77),
            pooling: endOfText == 2 ? .highestToken : .firstToken(endOfText),
            embeddingDimension: embeddingDimension
        )
    }
}

extension TransformerConfiguration {
    /// Reads the keys that both towers share; the arguments are the tower's defaults.
    init(
        huggingFace config: ConfigurationObject,
        hiddenSize: Int, mlpSize: Int, layers: Int, heads: Int
    ) throws {
        self.init(
            hiddenSize: try config.positiveInteger("hidden_size", default: hiddenSize),
            mlpSize: try config.positiveInteger("intermediate_size", default: mlpSize),
            layers: try config.positiveInteger("num_hidden_layers", default: layers),
            heads: try config.positiveInteger("num_attention_heads", default: heads),
            activation: try config.activation("hidden_act", default: "quick_gelu"),
            epsilon: Float(try config.number("layer_norm_eps", default: 1e-5))
        )
        guard self.hiddenSize.isMultiple(of: self.heads) else {
            throw config.wrong(
                "num_attention_heads", .integer(self.heads),
                expected: "a divisor of hidden_size, \(self.hiddenSize)"
            )
        }
    }
}

extension ConfigurationObject {
    /// The section of one tower; the older `..._dict` replaces it as a whole where it is there.
    func effectiveSection(_ name: String) throws -> ConfigurationObject {
        value(name + "_dict") == nil ? try object(name) : try object(name + "_dict")
    }

    /// An activation by the name transformers has for it.
    fileprivate func activation(_ key: String, default standard: String) throws -> Activation {
        let name = try string(key, default: standard)
        switch name {
        case "quick_gelu": return .quickGELU
        case "gelu": return .gelu
        case "gelu_pytorch_tanh": return .geluTanh
        case "relu": return .relu
        default:
            throw unsupported(
                key, .string(name), supported: "quick_gelu, gelu, gelu_pytorch_tanh, relu"
            )
        }
    }
}
