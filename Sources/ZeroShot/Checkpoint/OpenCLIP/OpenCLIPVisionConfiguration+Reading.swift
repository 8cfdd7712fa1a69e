extension OpenCLIPVisionConfiguration {
    /// Reads the `vision_cfg` of a tower of open_clip's own.
    ///
    /// - Throws: `CheckpointError`.
    init(
        _ config: ConfigurationObject, _ embeddingDimension: Int, quickGELU: Bool
    ) throws {
        try config.requireDefaultBlocks()
        sizes = try CLIPVisionConfiguration(
            openCLIP: config, embeddingDimension, quickGELU: quickGELU
        )
        try config.checkPositions(sizes)
        hasLayerScale = config.value("ls_init_value") != nil
        hasPreNorm = try !config.bool("no_ln_pre", default: false)
        pooling = try Pooling(config, embeddingDimension)
    }
}

extension CLIPVisionConfiguration {
    fileprivate init(
        openCLIP config: ConfigurationObject, _ embeddingDimension: Int, quickGELU: Bool
    ) throws {
        let width = try config.positiveInteger("width", default: 768)
        let headWidth = try config.positiveInteger("head_width", default: 64)
        let patchSize = try config.positiveInteger("patch_size", default: 16)
        let (imageHeight, imageWidth) = try config.imageSize(default: 224)
        guard patchSize <= min(imageHeight, imageWidth) else {
            throw config.wrong(
                "patch_size", .integer(patchSize), expected: "at most image_size"
            )
        }
        self.init(
            transformer: try TransformerConfiguration(
                openCLIP: config, width: width, heads: width / headWidth, headsKey: "head_width",
                quickGELU: quickGELU
            ),
            patchSize: patchSize,
            imageHeight: imageHeight,
            imageWidth: imageWidth,
            embeddingDimension: embeddingDimension
        )
    }
}

extension OpenCLIPVisionConfiguration.Pooling {
    /// Source: `VisionTransformer._pool`; queries come before `final_ln_after_pool`.
    fileprivate init(_ config: ConfigurationObject, _ embeddingDimension: Int) throws {
        let normsLast = try config.bool("final_ln_after_pool", default: false)
        let type = try config.string("pool_type", default: "tok")
        // A string asks for one of the two poolings of CoCa's paper, which no checkpoint has.
        if case .string? = config.value("attentional_pool") {
            try config.require("attentional_pool", toBe: .bool(true))
        }
        let asksQueries = try config.bool("attentional_pool", default: false)
        switch (asksQueries, type) {
        case (true, "tok"):
            self = .queries(
                try AttentionalPoolConfiguration(config, embeddingDimension, answer: .first)
            )
        case (true, "avg"):
            self = .queries(
                try AttentionalPoolConfiguration(config, embeddingDimension, answer: .meanOfOthers)
            )
        case (false, "tok"): self = .classToken
        case (false, "avg"): self = normsLast ? .normOfMeanPatch : .meanOfNormedPatches
        default: throw config.unsupported("pool_type", .string(type), supported: "tok, avg")
        }
    }
}

extension AttentionalPoolConfiguration {
    fileprivate init(
        _ config: ConfigurationObject, _ embeddingDimension: Int, answer: Answer
    ) throws {
        let queries = try config.positiveInteger("attn_pooler_queries", default: 256)
        let heads = try config.positiveInteger("attn_pooler_heads", default: 8)
        guard embeddingDimension.isMultiple(of: heads) else {
            throw config.wrong(
                "attn_pooler_heads", .integer(heads),
                expected: "a divisor of embed_dim, \(embeddingDimension)"
            )
        }
        guard queries > 1 || answer == .first else {
            throw config.wrong(
                "attn_pooler_queries", .integer(queries),
                expected: "two or more, of which the first is not part of the mean"
            )
        }
        self.init(queries: queries, heads: heads, answer: answer)
    }
}

extension ConfigurationObject {
    /// One number, or height and width.
    func imageSize(default standard: Int) throws -> (height: Int, width: Int) {
        guard let sides = value("image_size")?.integers else {
            let side = try positiveInteger(
                "image_size", default: standard, atMost: SizeLimits.imageSide
            )
            return (side, side)
        }
        guard sides.count == 2, sides.allSatisfy({ (1...SizeLimits.imageSide).contains($0) })
        else {
            throw wrong(
                "image_size", value("image_size") ?? .null,
                expected: "a side, or height and width, at most \(SizeLimits.imageSide)"
            )
        }
        return (sides[0], sides[1])
    }

    /// Learned positions and computed ones are stored alike; open_clip computes them for square
    /// grids only.
    fileprivate func checkPositions(_ sizes: CLIPVisionConfiguration) throws {
        switch try string("pos_embed_type", default: "learnable") {
        case "learnable": break
        case "sin_cos_2d":
            guard sizes.patchGrid.rows == sizes.patchGrid.columns else {
                throw wrong(
                    "image_size", value("image_size") ?? .null,
                    expected: "as many patches high as wide, for pos_embed_type sin_cos_2d"
                )
            }
        case let other:
            throw unsupported(
                "pos_embed_type", .string(other), supported: "learnable, sin_cos_2d"
            )
        }
    }
}
