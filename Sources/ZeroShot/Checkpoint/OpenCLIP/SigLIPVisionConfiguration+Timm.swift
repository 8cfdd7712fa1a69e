internal import OneDNN

extension SigLIPVisionConfiguration {
    /// SigLIP's image towers in timm 1.0.31 by their names there, but for those that pool by the
    /// mean (`..._gap_...`), which OpenCLIP does not use.
    ///
    /// Where timm has exact GELU, transformers computes its tanh form for the same weights.
    /// Source: `timm/models/vision_transformer.py`.
    package static let timm: [String: SigLIPVisionConfiguration] = [
        "vit_base_patch16_siglip_224": base(patch: 16, image: 224, .gelu),
        "vit_base_patch16_siglip_256": base(patch: 16, image: 256, .gelu),
        "vit_base_patch16_siglip_384": base(patch: 16, image: 384, .gelu),
        "vit_base_patch16_siglip_512": base(patch: 16, image: 512, .gelu),
        "vit_base_patch32_siglip_256": base(patch: 32, image: 256, .geluTanh),
        "vit_large_patch16_siglip_256": large(image: 256, .gelu),
        "vit_large_patch16_siglip_384": large(image: 384, .gelu),
        "vit_large_patch16_siglip_512": large(image: 512, .geluTanh),
        "vit_so400m_patch14_siglip_224": so400m(patch: 14, image: 224, .gelu),
        "vit_so400m_patch14_siglip_378": so400m(patch: 14, image: 378, .gelu),
        "vit_so400m_patch14_siglip_384": so400m(patch: 14, image: 384, .gelu),
        "vit_so400m_patch16_siglip_256": so400m(patch: 16, image: 256, .geluTanh),
        "vit_so400m_patch16_siglip_384": so400m(patch: 16, image: 384, .geluTanh),
        "vit_so400m_patch16_siglip_512": so400m(patch: 16, image: 512, .geluTanh),
        "vit_giantopt_patch16_siglip_256": giantopt(image: 256),
        "vit_giantopt_patch16_siglip_384": giantopt(image: 384),
    ]

    /// Reads a `vision_cfg` that names one of `towers`.
    ///
    /// - Throws: `CheckpointError`.
    init(
        timm config: ConfigurationObject, _ embeddingDimension: Int,
        among towers: [String: SigLIPVisionConfiguration]
    ) throws {
        let name = try config.string("timm_model_name")
        guard let tower = towers[name] else {
            throw config.unsupported(
                "timm_model_name", .string(name),
                supported: towers.keys.sorted().joined(separator: ", ")
            )
        }
        try config.requireString("timm_pool", "map", default: "avg")
        try config.requireString("timm_proj", "none", default: "linear")
        let (height, width) = try config.imageSize(default: 224)
        guard (height, width) == (tower.imageHeight, tower.imageWidth) else {
            throw config.wrong(
                "image_size", config.value("image_size") ?? .integer(height),
                expected: "\(tower.imageHeight), as \(name) takes pictures"
            )
        }
        guard tower.transformer.hiddenSize == embeddingDimension else {
            throw config.wrong(
                "timm_model_name", .string(name),
                expected: "a tower whose width is embed_dim, \(embeddingDimension)"
            )
        }
        self = tower
    }

    private static func base(
        patch: Int, image: Int, _ activation: Activation
    ) -> SigLIPVisionConfiguration {
        square(768, mlp: 3072, layers: 12, heads: 12, activation, patch: patch, image: image)
    }

    private static func large(image: Int, _ activation: Activation) -> SigLIPVisionConfiguration {
        square(1024, mlp: 4096, layers: 24, heads: 16, activation, patch: 16, image: image)
    }

    private static func so400m(
        patch: Int, image: Int, _ activation: Activation
    ) -> SigLIPVisionConfiguration {
        square(1152, mlp: 4304, layers: 27, heads: 16, activation, patch: patch, image: image)
    }

    private static func giantopt(image: Int) -> SigLIPVisionConfiguration {
        square(1536, mlp: 6144, layers: 40, heads: 16, .geluTanh, patch: 16, image: image)
    }

    private static func square(
        _ hiddenSize: Int, mlp mlpSize: Int, layers: Int, heads: Int, _ activation: Activation,
        patch: Int, image: Int
    ) -> SigLIPVisionConfiguration {
        SigLIPVisionConfiguration(
            transformer: TransformerConfiguration(
                hiddenSize: hiddenSize, mlpSize: mlpSize, layers: layers, heads: heads,
                activation: activation, epsilon: 1e-6
            ),
            patchSize: patch, imageHeight: image, imageWidth: image
        )
    }
}

extension ConfigurationObject {
    /// Demands one value of a key whose default is another.
    fileprivate func requireString(
        _ key: String, _ supported: String, default standard: String
    ) throws {
        let value = try string(key, default: standard)
        guard value == supported else {
            throw unsupported(key, .string(value), supported: supported)
        }
    }
}
