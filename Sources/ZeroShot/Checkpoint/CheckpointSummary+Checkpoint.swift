extension Checkpoint {
    /// What a report says about this checkpoint.
    ///
    /// - Throws: ``CheckpointError`` when a file cannot be read for the fingerprint.
    public func summary() throws -> CheckpointSummary {
        let (width, height) = layout.configuration.image.resolution
        return CheckpointSummary(
            id: id,
            source: source.rawValue,
            revision: nil,
            family: family.rawValue,
            architecture: layout.configuration.image.name,
            resolution: .fixed(width: width, height: height),
            embeddingDimension: embeddingDimension,
            fingerprint: try fingerprint(),
            precision: "float32"
        )
    }
}

extension ImageTowerConfiguration {
    /// The name the field has for an image tower of these sizes, or the sizes themselves.
    var name: String {
        switch self {
        case .visionTransformer(let vision): vision.name
        case .modifiedResNet(let resNet): resNet.name
        }
    }
}

extension CLIPVisionConfiguration {
    fileprivate var name: String {
        let sizes = transformer
        let letter: String? =
            switch (sizes.layers, sizes.hiddenSize) {
            case (12, 384): "S"
            case (12, 768): "B"
            case (24, 1024): "L"
            case (32, 1280): "H"
            case (40, 1408): "g"
            case (48, 1664): "bigG"
            default: nil
            }
        return letter.map { "ViT-\($0)/\(patchSize)" }
            ?? "ViT, \(sizes.layers) layers of \(sizes.hiddenSize), patches of \(patchSize)"
    }
}

extension ModifiedResNetConfiguration {
    fileprivate var name: String {
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
