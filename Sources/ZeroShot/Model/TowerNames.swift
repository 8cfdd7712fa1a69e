extension CLIPVisionConfiguration {
    /// The name the field has for a vision transformer of these sizes, or the sizes themselves.
    var name: String {
        let sizes = transformer
        let letter: String? =
            switch (sizes.layers, sizes.hiddenSize) {
            case (12, 384): "S"
            case (12, 512): "M"
            case (12, 768): "B"
            case (24, 1024): "L"
            case (32, 1280): "H"
            case (40, 1408): "g"
            case (48, 1664): "bigG"
            case (56, 1792): "e"
            default: nil
            }
        return letter.map { "ViT-\($0)/\(patchSize)" }
            ?? "ViT, \(sizes.layers) layers of \(sizes.hiddenSize), patches of \(patchSize)"
    }
}

extension SigLIPImageConfiguration {
    /// The name the field has for the tower, or its sizes.
    var name: String {
        switch self {
        case .fixed(let vision): Self.name(vision.transformer, vision.patchSize)
        case .naFlex(let vision): Self.name(vision.transformer, vision.patchSize) + " NaFlex"
        }
    }

    private static func name(_ sizes: TransformerConfiguration, _ patchSize: Int) -> String {
        let size: String? =
            switch (sizes.layers, sizes.hiddenSize) {
            case (12, 768): "B"
            case (24, 1024): "L"
            case (27, 1152): "So400m"
            case (40, 1536): "giant-opt"
            default: nil
            }
        return size.map { "SigLIP-\($0)/\(patchSize)" }
            ?? "SigLIP, \(sizes.layers) layers of \(sizes.hiddenSize), patches of \(patchSize)"
    }
}

extension ModifiedResNetConfiguration {
    /// The name the field has for a network of these sizes, or the sizes themselves.
    var name: String {
        switch (layers, width) {
        case ([3, 4, 6, 3], 64): "RN50"
        case ([3, 4, 23, 3], 64): "RN101"
        case ([4, 6, 10, 6], 80): "RN50x4"
        case ([6, 8, 18, 8], 96): "RN50x16"
        case ([3, 15, 36, 10], 128): "RN50x64"
        default: "ModifiedResNet, blocks \(layers), width \(width)"
        }
    }
}
