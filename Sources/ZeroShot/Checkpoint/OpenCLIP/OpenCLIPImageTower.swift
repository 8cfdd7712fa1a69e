/// What the image tower of a checkpoint in OpenCLIP layout is.
enum OpenCLIPImageTower: Sendable, Equatable {
    case visionTransformer(OpenCLIPVisionConfiguration)
    case modifiedResNet(ModifiedResNetConfiguration)
    case sigLIP(SigLIPVisionConfiguration)

    /// Size of the picture the tower takes, in pixels.
    var imageSize: PixelSize {
        switch self {
        case .visionTransformer(let vision):
            PixelSize(width: vision.sizes.imageWidth, height: vision.sizes.imageHeight)
        case .modifiedResNet(let resNet):
            PixelSize(width: resNet.imageSize, height: resNet.imageSize)
        case .sigLIP(let vision):
            PixelSize(width: vision.imageWidth, height: vision.imageHeight)
        }
    }

    /// The name the field has for the tower, or its sizes.
    var name: String {
        switch self {
        case .visionTransformer(let vision): vision.sizes.name
        case .modifiedResNet(let resNet): resNet.name
        case .sigLIP(let vision): SigLIPImageConfiguration.fixed(vision).name
        }
    }
}

extension OpenCLIPImageTower {
    /// Reads `vision_cfg`.
    ///
    /// Source: `CLIPVisionCfg` and `_build_vision_tower` in open_clip.
    ///
    /// - Throws: `CheckpointError`.
    init(
        _ config: ConfigurationObject, _ embeddingDimension: Int, quickGELU: Bool,
        timm: [String: SigLIPVisionConfiguration]
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
        if config.value("timm_model_name") != nil {
            self = .sigLIP(
                try SigLIPVisionConfiguration(timm: config, embeddingDimension, among: timm)
            )
        } else if case .array? = config.value("layers") {
            self = .modifiedResNet(
                try ModifiedResNetConfiguration(openCLIP: config, embeddingDimension)
            )
        } else {
            self = .visionTransformer(
                try OpenCLIPVisionConfiguration(config, embeddingDimension, quickGELU: quickGELU)
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
        let imageSize = try config.positiveInteger(
            "image_size", default: 224, atMost: SizeLimits.imageSide
        )
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
