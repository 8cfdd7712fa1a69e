internal import Foundation
internal import OneDNN

/// A checkpoint of `CLIPModel` in transformers.
///
/// With OpenCLIP's parity texts and the middle of pictures are cut as OpenCLIP cuts them; the towers
/// are the same.
/// Source: `CLIPConfig`, with every default it has. Keys that the config class does not define are
/// ignored, as transformers ignores them.
struct HuggingFaceCLIP: CheckpointLayout {
    let family = CheckpointFamily.clip
    let parity: ParityMode
    let embeddingDimension: Int
    let preprocessor: PreprocessorConfiguration
    let weights: WeightFiles
    private let vision: CLIPVisionConfiguration
    private let text: CLIPTextConfiguration
    private let folder: URL

    /// Reads the configuration and opens the weights.
    ///
    /// - Throws: `CheckpointError`.
    init(folder: URL, _ config: ConfigurationObject, _ settings: CheckpointSettings) throws {
        self.folder = folder
        parity = settings.parity ?? .huggingFace
        embeddingDimension = try config.positiveInteger("projection_dim", default: 512)
        vision = try CLIPVisionConfiguration(
            huggingFace: try config.effectiveSection("vision_config"), embeddingDimension
        )
        var text = try CLIPTextConfiguration(
            huggingFace: try config.effectiveSection("text_config"), embeddingDimension
        )
        let preprocessor = try PreprocessorConfiguration(huggingFaceFolder: folder, default: .clip)
        switch parity {
        case .huggingFace:
            self.preprocessor = preprocessor
        case .openCLIP:
            // OpenCLIP has the one tokenizer for these towers, which knows CLIP's tokens.
            guard text.vocabularySize == CLIPTokens.vocabularySize else {
                throw CheckpointError.noCounterpart(
                    folder: folder.path(percentEncoded: false), parity: parity,
                    architecture: "\(vision.name) with \(text.vocabularySize) tokens"
                )
            }
            text.pooling = .highestToken
            self.preprocessor = preprocessor.cropping(.openCLIP(fill: 0))
        }
        self.text = text
        weights = try WeightFiles(folder: folder, anyOf: HuggingFaceModelType.weightNames)
    }

    var architecture: String { vision.name }
    var resolution: ImageResolution { .fixed(width: vision.imageWidth, height: vision.imageHeight) }
    var contextLength: Int { text.contextLength }
    var vocabularySize: Int { text.vocabularySize }

    func scoring() throws -> Scoring {
        .softmax(logitScale: try Weights(weights).logitScale())
    }

    var usesShippedTokenizer: Bool { parity == .openCLIP }

    func loadTokenizer() throws -> any Tokenizer {
        switch parity {
        case .huggingFace:
            let tokenizer = try HuggingFaceTokenizer(
                folder: folder, contextLength: text.contextLength
            )
            try tokenizer.requireTokenForEveryText()
            return tokenizer
        case .openCLIP:
            return try OpenCLIPTokenizer(contextLength: text.contextLength)
        }
    }

    func imageTower(on engine: Engine) throws -> any ImageTower {
        let weights = Weights(self.weights)
        let tower = try CLIPVision(huggingFace: weights, vision, on: engine)
        try weights.requireAllUsed(where: Self.belongsToImageTower)
        return tower
    }

    func textTower(on engine: Engine) throws -> any TextTower {
        let weights = Weights(self.weights)
        let tower = try CLIPText(huggingFace: weights, text, on: engine)
        try weights.requireAllUsed { !Self.belongsToImageTower($0) && $0 != "logit_scale" }
        return tower
    }

    func imageWork(of picture: PixelSize) -> ProductWork { vision.work }
    func textWork(tokens: Int) -> ProductWork { text.work(tokens: tokens) }

    private static func belongsToImageTower(_ tensor: String) -> Bool {
        tensor.hasPrefix("vision_model.") || tensor.hasPrefix("visual_projection.")
    }
}

extension CLIPVisionConfiguration {
    /// Source: `CLIPVisionConfig`.
    init(
        huggingFace config: ConfigurationObject, _ embeddingDimension: Int
    ) throws {
        try config.require("num_channels", toBe: .integer(3))
        let imageSize = try config.positiveInteger(
            "image_size", default: 224, atMost: SizeLimits.imageSide
        )
        let patchSize = try config.positiveInteger("patch_size", default: 32)
        guard patchSize <= imageSize else {
            throw config.wrong(
                "patch_size", .integer(patchSize),
                expected: "at most image_size, \(imageSize)"
            )
        }
        self.init(
            transformer: try TransformerConfiguration(
                huggingFace: config,
                default: TransformerConfiguration(
                    hiddenSize: 768, mlpSize: 3072, layers: 12, heads: 12,
                    activation: .quickGELU, epsilon: 1e-5
                )
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
                huggingFace: config,
                default: TransformerConfiguration(
                    hiddenSize: 512, mlpSize: 2048, layers: 12, heads: 8,
                    activation: .quickGELU, epsilon: 1e-5
                )
            ),
            vocabularySize: try config.positiveInteger("vocab_size", default: 49408),
            contextLength: try config.positiveInteger(
                "max_position_embeddings", default: 77, atMost: SizeLimits.contextLength
            ),
            pooling: endOfText == 2 ? .highestToken : .firstToken(endOfText),
            embeddingDimension: embeddingDimension
        )
    }
}
