internal import Foundation
internal import OneDNN

/// A checkpoint of `SiglipModel` (SigLIP, and SigLIP 2 of fixed resolution) or of `Siglip2Model`
/// (SigLIP 2 NaFlex) in transformers.
///
/// Source: `SiglipConfig` and `Siglip2Config`, with every default they have: Google's own files
/// hold little more than what differs. Keys that the config classes do not define are ignored, as
/// transformers ignores them.
struct HuggingFaceSigLIP: CheckpointLayout {
    let family: CheckpointFamily
    let parity: ParityMode
    let preprocessor: PreprocessorConfiguration
    let weights: WeightFiles
    let vision: SigLIPImageConfiguration
    let text: SigLIPTextConfiguration
    private let folder: URL

    /// Reads the configuration of a `SiglipModel` and opens the weights.
    ///
    /// - Throws: `CheckpointError`.
    init(
        folder: URL, fixed config: ConfigurationObject, _ settings: CheckpointSettings
    ) throws {
        let vision = try SigLIPVisionConfiguration(
            huggingFace: try config.object("vision_config")
        )
        let text = try SigLIPTextConfiguration(
            huggingFace: try config.object("text_config"), vision.transformer.hiddenSize
        )
        self.folder = folder
        family = try Self.usesGemmaTokens(text, folder) ? .sigLIP2 : .sigLIP
        parity = settings.parity ?? .huggingFace
        weights = try WeightFiles(folder: folder, anyOf: HuggingFaceModelType.weightNames)
        switch parity {
        case .huggingFace:
            self.vision = .fixed(vision)
            self.text = text
            preprocessor = try PreprocessorConfiguration(
                huggingFaceFolder: folder, default: .sigLIP
            )
        case .openCLIP:
            guard let counterpart = OpenCLIPSigLIP(vision, text) else {
                throw CheckpointError.noCounterpart(
                    folder: folder.path(percentEncoded: false), parity: parity,
                    architecture: SigLIPImageConfiguration.fixed(vision).name
                )
            }
            self.vision = .fixed(counterpart.computing(vision))
            self.text = counterpart.computing(text)
            // Source: `_slpcfg` in open_clip's `pretrained.py`.
            preprocessor = PreprocessorConfiguration(of: vision, filter: .bicubic)
        }
    }

    /// Reads the configuration of a `Siglip2Model` and opens the weights.
    ///
    /// - Throws: `CheckpointError`.
    init(
        folder: URL, naFlex config: ConfigurationObject, _ settings: CheckpointSettings
    ) throws {
        let vision = try NaFlexVisionConfiguration(
            huggingFace: try config.object("vision_config")
        )
        guard settings.parity != .openCLIP else {
            throw CheckpointError.noCounterpart(
                folder: folder.path(percentEncoded: false), parity: .openCLIP,
                architecture: SigLIPImageConfiguration.naFlex(vision).name
            )
        }
        family = .sigLIP2
        parity = .huggingFace
        preprocessor = try PreprocessorConfiguration(huggingFaceFolder: folder, default: .naFlex)
            .settingMaximumPatches(settings.maximumPatches)
        weights = try WeightFiles(folder: folder, anyOf: HuggingFaceModelType.weightNames)
        self.vision = .naFlex(vision)
        text = try SigLIPTextConfiguration(
            huggingFace: try config.object("text_config"), vision.transformer.hiddenSize
        )
        self.folder = folder
    }

    var architecture: String { vision.name }
    var resolution: ImageResolution {
        switch (vision, preprocessor.resolution) {
        case (.fixed(let tower), _): .fixed(width: tower.imageWidth, height: tower.imageHeight)
        case (.naFlex(let tower), .patches(let maximum, _)):
            .patches(maximum: maximum, patchSize: tower.patchSize)
        case (.naFlex(let tower), .fixed):
            .patches(maximum: tower.positionSide * tower.positionSide, patchSize: tower.patchSize)
        }
    }
    var embeddingDimension: Int { text.embeddingDimension }
    var contextLength: Int { text.contextLength }
    var vocabularySize: Int { text.vocabularySize }

    func scoring() throws -> Scoring {
        let weights = Weights(self.weights)
        return .sigmoid(
            logitScale: try weights.logitScale(), logitBias: try weights.logitBias()
        )
    }

    var usesShippedTokenizer: Bool { false }

    func loadTokenizer() throws -> any Tokenizer {
        switch parity {
        case .huggingFace:
            try HuggingFaceTokenizer(
                folder: folder, contextLength: text.contextLength, padding: .toContextLength
            )
        case .openCLIP:
            // OpenCLIP has its own copy of the files, with the same tokens.
            try OpenCLIPHuggingFaceTokenizer(
                folder: folder, contextLength: text.contextLength, cleaning: .canonicalize
            )
        }
    }

    func imageTower(on engine: Engine) throws -> any ImageTower {
        let weights = Weights(self.weights)
        let tower: any ImageTower =
            switch vision {
            case .fixed(let vision): try SigLIPVision(huggingFace: weights, vision, on: engine)
            case .naFlex(let vision): try NaFlexVision(huggingFace: weights, vision, on: engine)
            }
        try weights.requireAllUsed { $0.hasPrefix("vision_model.") }
        return tower
    }

    func textTower(on engine: Engine) throws -> any TextTower {
        let weights = Weights(self.weights)
        let tower = try SigLIPText(huggingFace: weights, text, on: engine)
        try weights.requireAllUsed {
            !$0.hasPrefix("vision_model.") && !["logit_scale", "logit_bias"].contains($0)
        }
        return tower
    }

    func imageWork(of picture: PixelSize) -> ProductWork { vision.work(of: picture) }
    func textWork(tokens: Int) -> ProductWork { text.work }

    /// Whether a `SiglipModel` is SigLIP 2: its config is SigLIP's, but its texts are cut into
    /// Gemma's 256,000 tokens, where SigLIP has 32,000 or, for many languages, 250,000.
    private static func usesGemmaTokens(
        _ text: SigLIPTextConfiguration, _ folder: URL
    ) throws -> Bool {
        if text.vocabularySize == 256_000 { return true }
        let file = folder.appending(path: "tokenizer_config.json")
        guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
            return false
        }
        let name = try ConfigurationObject(file: file).string("tokenizer_class", default: "")
        return ["GemmaTokenizer", "GemmaTokenizerFast", "Siglip2Tokenizer"].contains(name)
    }
}

extension TransformerConfiguration {
    /// The sizes that both towers of SigLIP have unless their config says otherwise.
    fileprivate static let sigLIPDefault = TransformerConfiguration(
        hiddenSize: 768, mlpSize: 3072, layers: 12, heads: 12, activation: .geluTanh, epsilon: 1e-6
    )
}

extension SigLIPVisionConfiguration {
    /// Source: `SiglipVisionConfig`.
    init(huggingFace config: ConfigurationObject) throws {
        try config.requireSigLIPVision()
        let imageSize = try config.positiveInteger(
            "image_size", default: 224, atMost: SizeLimits.imageSide
        )
        let patchSize = try config.positiveInteger("patch_size", default: 16)
        guard patchSize <= imageSize else {
            throw config.wrong(
                "patch_size", .integer(patchSize), expected: "at most image_size, \(imageSize)"
            )
        }
        self.init(
            transformer: try TransformerConfiguration(huggingFace: config, default: .sigLIPDefault),
            patchSize: patchSize,
            imageHeight: imageSize,
            imageWidth: imageSize
        )
    }
}

extension NaFlexVisionConfiguration {
    /// Source: `Siglip2VisionConfig`.
    init(huggingFace config: ConfigurationObject) throws {
        try config.requireSigLIPVision()
        let patches = try config.positiveInteger("num_patches", default: 256)
        let side = Int(Double(patches).squareRoot())
        guard side * side == patches else {
            throw config.wrong("num_patches", .integer(patches), expected: "a square number")
        }
        self.init(
            transformer: try TransformerConfiguration(huggingFace: config, default: .sigLIPDefault),
            patchSize: try config.positiveInteger(
                "patch_size", default: 16, atMost: SizeLimits.patchSide
            ),
            positionSide: side
        )
    }
}

extension SigLIPTextConfiguration {
    /// Source: `SiglipTextConfig`; `imageDimension` is what the image tower yields.
    init(huggingFace config: ConfigurationObject, _ imageDimension: Int) throws {
        let transformer = try TransformerConfiguration(
            huggingFace: config, default: .sigLIPDefault
        )
        let size = try config.positiveInteger("projection_size", default: transformer.hiddenSize)
        guard size == imageDimension else {
            throw config.wrong(
                "projection_size", .integer(size),
                expected: "the image tower's hidden_size, \(imageDimension)"
            )
        }
        self.init(
            transformer: transformer,
            vocabularySize: try config.positiveInteger("vocab_size", default: 32_000),
            // The pipeline of transformers pads to 64 whatever the model; a tower with fewer
            // positions fails there, and has them all used here.
            contextLength: try config.positiveInteger(
                "max_position_embeddings", default: 64, atMost: SizeLimits.contextLength
            ),
            embeddingDimension: size
        )
    }
}

extension ConfigurationObject {
    fileprivate func requireSigLIPVision() throws {
        try require("num_channels", toBe: .integer(3))
        try require("vision_use_head", toBe: .bool(true))
    }
}
