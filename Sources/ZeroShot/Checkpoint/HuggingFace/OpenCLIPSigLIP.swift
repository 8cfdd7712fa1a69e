internal import OneDNN

/// What OpenCLIP computes otherwise than transformers from the weights of a SigLIP checkpoint.
///
/// transformers has GELU's tanh form everywhere. OpenCLIP has it where timm's image tower or its
/// own text config asks for it, and the exact form elsewhere. It also resizes every picture
/// bicubically, and cleans texts in its own way.
struct OpenCLIPSigLIP: Equatable {
    let imageActivation: Activation
    let textActivation: Activation

    /// Finds OpenCLIP's model of these sizes; nil where there is none.
    init?(_ vision: SigLIPVisionConfiguration, _ text: SigLIPTextConfiguration) {
        let found = Self.models.first {
            ($0.layers, $0.hiddenSize) == (vision.transformer.layers, vision.transformer.hiddenSize)
                && $0.patchSize == vision.patchSize
                && vision.imageWidth == vision.imageHeight
                && $0.imageSizes.contains(vision.imageWidth)
                && $0.vocabularySize == text.vocabularySize
                && ($0.textLayers, $0.textHiddenSize)
                    == (text.transformer.layers, text.transformer.hiddenSize)
        }
        let tower = SigLIPVisionConfiguration.timm.values.first {
            ($0.transformer.layers, $0.transformer.hiddenSize)
                == (vision.transformer.layers, vision.transformer.hiddenSize)
                && ($0.patchSize, $0.imageWidth) == (vision.patchSize, vision.imageWidth)
        }
        guard let found, let tower else { return nil }
        imageActivation = tower.transformer.activation
        textActivation = found.textActivation
    }

    /// OpenCLIP's image tower with the sizes of `vision`.
    func computing(_ vision: SigLIPVisionConfiguration) -> SigLIPVisionConfiguration {
        var changed = vision
        changed.transformer.activation = imageActivation
        return changed
    }

    /// OpenCLIP's text tower with the sizes of `text`.
    func computing(_ text: SigLIPTextConfiguration) -> SigLIPTextConfiguration {
        var changed = text
        changed.transformer.activation = textActivation
        return changed
    }

    private struct Model {
        let layers: Int
        let hiddenSize: Int
        let patchSize: Int
        let imageSizes: [Int]
        let vocabularySize: Int
        let textActivation: Activation
        var textLayers: Int { hiddenSize == 1536 ? 27 : layers }
        var textHiddenSize: Int { hiddenSize == 1536 ? 1152 : hiddenSize }

        init(
            _ layers: Int, _ hiddenSize: Int, patch patchSize: Int, images imageSizes: [Int],
            tokens vocabularySize: Int, _ textActivation: Activation
        ) {
            self.layers = layers
            self.hiddenSize = hiddenSize
            self.patchSize = patchSize
            self.imageSizes = imageSizes
            self.vocabularySize = vocabularySize
            self.textActivation = textActivation
        }
    }

    /// The models that open_clip has and the activation of their text towers; that of the image
    /// towers is timm's.
    ///
    /// Source: `act_kwargs` in open_clip's `model_configs/*SigLIP*.json`. ViT-SO400M-16-SigLIP-i18n
    /// is left out: its text tower there has no `head`, which transformers' always has.
    private static let models = [
        // SigLIP, one language and many.
        Model(12, 768, patch: 16, images: [224, 256, 384, 512], tokens: 32_000, .gelu),
        Model(24, 1024, patch: 16, images: [256, 384], tokens: 32_000, .gelu),
        Model(27, 1152, patch: 14, images: [224, 378, 384], tokens: 32_000, .gelu),
        Model(12, 768, patch: 16, images: [256], tokens: 250_000, .gelu),
        // SigLIP 2.
        Model(12, 768, patch: 32, images: [256], tokens: 256_000, .geluTanh),
        Model(12, 768, patch: 16, images: [224, 256, 384, 512], tokens: 256_000, .geluTanh),
        Model(24, 1024, patch: 16, images: [256, 384, 512], tokens: 256_000, .geluTanh),
        Model(27, 1152, patch: 14, images: [224, 378], tokens: 256_000, .geluTanh),
        Model(27, 1152, patch: 16, images: [256, 384, 512], tokens: 256_000, .geluTanh),
        Model(40, 1536, patch: 16, images: [256, 384], tokens: 256_000, .geluTanh),
    ]
}
