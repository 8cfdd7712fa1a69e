package import Foundation
package import OneDNN

/// `open_clip_config.json` and its weights; CLIP's tokenizer ships with zeroshot.
///
/// Source: `create_model` and `load_checkpoint` in open_clip's `factory.py`. Position tables of
/// another size than the configuration's, which open_clip would resize, are refused: no published
/// folder has them.
package struct OpenCLIPLayout: CheckpointLayout {
    package static let configurationName = "open_clip_config.json"
    /// In the order of `_find_checkpoint_in_dir` in open_clip's `factory.py`.
    static let weightNames = [
        "open_clip_model.safetensors", "open_clip_pytorch_model.safetensors",
        "open_clip_pytorch_model.bin", "open_clip_pytorch_model.pth", "model.safetensors",
        "pytorch_model.bin", "pytorch_model.pth", "model.pth",
    ]

    package let parity: ParityMode
    package let preprocessor: PreprocessorConfiguration
    package let weights: WeightFiles
    private let model: OpenCLIPConfiguration
    private let counterpart: HuggingFaceCounterpart?  // whose numbers to give, if not OpenCLIP's
    private let names: OpenCLIPTensorNames
    private let folder: URL

    /// Reads the configuration and opens the weights.
    ///
    /// `timm`: the image towers of timm that the configuration may name.
    ///
    /// - Throws: `CheckpointError`.
    package init(
        folder: URL, _ settings: CheckpointSettings,
        timm: [String: SigLIPVisionConfiguration] = SigLIPVisionConfiguration.timm
    ) throws {
        let file = try ConfigurationObject(file: folder.appending(path: Self.configurationName))
        let model = try OpenCLIPConfiguration(try file.object("model_cfg"), timm: timm)
        let preprocessor = try PreprocessorConfiguration(
            openCLIP: try file.object("preprocess_cfg"),
            width: model.image.imageSize.width,
            height: model.image.imageSize.height
        )
        self.folder = folder
        parity = settings.parity ?? .openCLIP
        switch parity {
        case .openCLIP:
            counterpart = nil
            self.model = model
            self.preprocessor = preprocessor
        case .huggingFace:
            guard let counterpart = HuggingFaceCounterpart(model, preprocessor) else {
                throw CheckpointError.noCounterpart(
                    folder: folder.path(percentEncoded: false), parity: parity,
                    architecture: model.described
                )
            }
            self.counterpart = counterpart
            self.model = counterpart.computing(model)
            self.preprocessor = counterpart.preprocessing(preprocessor, of: model.family)
        }
        weights = try WeightFiles(folder: folder, anyOf: Self.weightNames, orOnlyOne: true)
        names = OpenCLIPTensorNames(model.form, in: weights)
    }

    package var family: CheckpointFamily { model.family }
    package var architecture: String { model.image.name }
    package var resolution: ImageResolution {
        .fixed(width: model.image.imageSize.width, height: model.image.imageSize.height)
    }
    package var embeddingDimension: Int { model.embeddingDimension }
    package var contextLength: Int { model.text.contextLength }
    package var vocabularySize: Int { model.text.vocabularySize }

    package func scoring() throws -> Scoring {
        let weights = Weights(self.weights).scope(path: names.scoring)
        let scale = try weights.logitScale()
        return model.hasLogitBias
            ? .sigmoid(logitScale: scale, logitBias: try weights.logitBias())
            : .softmax(logitScale: scale)
    }

    /// Of either reference: transformers has CLIP's tokenizer for the weights that OpenCLIP has its
    /// own for.
    package var usesShippedTokenizer: Bool {
        switch model.tokenizer {
        case .own: true
        case .sigLIP, .sigLIP2: false
        }
    }

    package func loadTokenizer() throws -> any Tokenizer {
        let contextLength = model.text.contextLength
        if let counterpart {
            return try counterpart.tokenizer(
                folder: folder, contextLength: contextLength, of: family
            )
        }
        switch model.tokenizer {
        case .own(let cleaning):
            return try OpenCLIPTokenizer(
                contextLength: contextLength, cleaning: cleaning,
                padding: model.text.readsPadding ? .toContextLength : .none
            )
        case .sigLIP(let cleaning), .sigLIP2(let cleaning):
            return try OpenCLIPHuggingFaceTokenizer(
                folder: folder, contextLength: contextLength, cleaning: cleaning
            )
        }
    }

    package func imageTower(on engine: Engine) throws -> any ImageTower {
        let weights = Weights(self.weights).scope(path: names.image)
        let tower: any ImageTower =
            switch model.image {
            case .visionTransformer(let vision):
                try OpenCLIPVision(weights, vision, on: engine)
            case .modifiedResNet(let resNet):
                try ModifiedResNet(weights, resNet, on: engine)
            case .sigLIP(let vision):
                try SigLIPVision(timm: weights.scope("trunk"), vision, on: engine)
            }
        try weights.requireAllUsed { $0.hasPrefix(names.image + ".") }
        return tower
    }

    package func textTower(on engine: Engine) throws -> any TextTower {
        let weights = Weights(self.weights)
        let tower = try OpenCLIPText(weights.scope(path: names.text), model.text, on: engine)
        try weights.requireAllUsed { !belongsElsewhere($0) }
        return tower
    }

    package func imageWork(of picture: PixelSize) -> ProductWork { model.image.work }
    package func textWork(tokens: Int) -> ProductWork { model.text.work(tokens: tokens) }

    /// Whether a tensor is none of the text tower's.
    private func belongsElsewhere(_ tensor: String) -> Bool {
        let path = names.scoring.isEmpty ? "" : names.scoring + "."
        return tensor.hasPrefix(names.image + ".")
            || tensor == path + "logit_scale"
            || tensor == path + "logit_bias" && model.hasLogitBias
            || tensor.hasPrefix(names.decoder + ".") && model.form == .coca
    }
}
