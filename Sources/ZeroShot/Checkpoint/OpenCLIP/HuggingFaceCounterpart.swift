internal import Foundation
internal import OneDNN

/// What transformers computes otherwise than OpenCLIP from the weights of a checkpoint in OpenCLIP
/// layout.
///
/// For CLIP it cuts texts and the middle of pictures in ways of its own. For SigLIP it has GELU's
/// tanh form everywhere, resizes for SigLIP 2 bilinearly, and has cleanings of its own for texts.
enum HuggingFaceCounterpart: Equatable {
    /// `CLIPModel`.
    case clip
    /// `SiglipModel` with a tower of these sizes.
    case sigLIP(SigLIPVisionConfiguration)

    /// Finds transformers' class for these towers; nil where there is none.
    init?(_ model: OpenCLIPConfiguration, _ preprocessor: PreprocessorConfiguration) {
        switch model.image {
        case .visionTransformer(let vision)
        where vision == OpenCLIPVisionConfiguration(sizes: vision.sizes)
            && vision.sizes.imageHeight == vision.sizes.imageWidth
            && preprocessor.hasCLIPGeometry && model.readsCLIPTokens && !model.hasLogitBias:
            self = .clip
        case .sigLIP(var vision) where model.readsSigLIPTokens && model.hasLogitBias:
            vision.transformer.activation = .geluTanh
            self = .sigLIP(vision)
        case .visionTransformer, .modifiedResNet, .sigLIP:
            return nil
        }
    }

    /// The towers as transformers computes them.
    func computing(_ model: OpenCLIPConfiguration) -> OpenCLIPConfiguration {
        switch self {
        case .clip: model
        case .sigLIP(let vision): model.computing(vision, textActivation: .geluTanh)
        }
    }

    /// How transformers brings pictures to the tower, given how OpenCLIP does.
    func preprocessing(
        _ openCLIP: PreprocessorConfiguration, of family: CheckpointFamily
    ) -> PreprocessorConfiguration {
        switch self {
        case .clip:
            openCLIP.cropping(.huggingFace)
        case .sigLIP(let vision):
            PreprocessorConfiguration(
                of: vision, filter: family == .sigLIP2 ? .bilinear : .bicubic
            )
        }
    }

    /// The tokenizer of transformers: CLIP's ships with zeroshot, SigLIP's is in the folder, where
    /// the files of OpenCLIP's may be another class than transformers has for the weights.
    ///
    /// - Throws: `TokenizerError`, `ProductResourceError`.
    func tokenizer(
        folder: URL, contextLength: Int, of family: CheckpointFamily
    ) throws -> any Tokenizer {
        switch self {
        case .clip:
            return try HuggingFaceTokenizer(clipContextLength: contextLength)
        case .sigLIP:
            let (classes, names): ([TokenizerClass], [String]) =
                family == .sigLIP2
                ? ([.gemma, .siglip2], ["'GemmaTokenizer'", "'Siglip2Tokenizer'"])
                : ([.siglip], ["'SiglipTokenizer'"])
            guard classes.contains(try TokenizerConfiguration.tokenizerClass(in: folder)) else {
                throw TokenizerError.unsupported(
                    file: folder.appending(path: TokenizerConfiguration.fileName)
                        .path(percentEncoded: false),
                    part: "tokenizer_class",
                    found: "another than transformers has for \(family.rawValue)",
                    supported: names
                )
            }
            return try HuggingFaceTokenizer(
                folder: folder, contextLength: contextLength, padding: .toContextLength
            )
        }
    }
}

extension OpenCLIPConfiguration {
    /// The towers with what plain ones do not have, for messages.
    var described: String {
        var parts: [String] = []
        if form == .coca { parts.append("CoCa's decoder") }
        if case .visionTransformer(let vision) = image {
            if vision.hasLayerScale { parts.append("layer scale") }
            if !vision.hasPreNorm { parts.append("no norm before the blocks") }
            if vision.pooling != .classToken { parts.append("a pooling of its own") }
        }
        if !readsCLIPTokens && !readsSigLIPTokens { parts.append("a text tower of its own") }
        return parts.isEmpty ? image.name : "\(image.name) with \(parts.joined(separator: ", "))"
    }

    /// Whether the text tower is `CLIPTextModel`.
    fileprivate var readsCLIPTokens: Bool {
        guard case .own = tokenizer else { return false }
        let plain = OpenCLIPTextConfiguration(
            transformer: text.transformer, vocabularySize: CLIPTokens.vocabularySize,
            contextLength: text.contextLength, embeddingDimension: text.embeddingDimension
        )
        return text == plain
    }

    /// Whether the text tower is `SiglipTextModel`, which always ends in a linear map.
    fileprivate var readsSigLIPTokens: Bool {
        guard tokenizer.isSigLIP else { return false }
        let plain = OpenCLIPTextConfiguration(
            transformer: text.transformer, vocabularySize: text.vocabularySize,
            contextLength: text.contextLength, embeddingDimension: text.embeddingDimension,
            attention: .everyToken, pooling: .token(.last), projection: .linear
        )
        return text == plain
    }
}

extension OpenCLIPTokenizerKind {
    fileprivate var isSigLIP: Bool {
        switch self {
        case .own: false
        case .sigLIP, .sigLIP2: true
        }
    }
}

extension PreprocessorConfiguration {
    /// Whether `CLIPImageProcessor` has settings for it.
    fileprivate var hasCLIPGeometry: Bool {
        switch resizing {
        case .shortestEdge, .exact: true
        case .none, .boundedEdges, .covering, .fitting, .patchGrid: false
        }
    }
}
