internal import OneDNN

/// The vision transformer of OpenCLIP: patches, a class token, pre-norm blocks, pooling.
///
/// ```
/// pixels ─ patches ─ linear ─ [class | patches] + positions ─ (norm) ─ blocks ─ pooling ─ projection
/// ```
/// Source: `VisionTransformer` in open_clip.
struct OpenCLIPVision: ImageTower {
    private let engine: Engine
    private let patchSize: Int
    private let patchEmbedding: Linear  // [D, 3·p·p]
    private let classEmbedding: Tensor  // [D]
    private let positions: Tensor  // [P + 1, D]
    private let preNorm: LayerNorm?  // [D]
    private let transformer: Transformer
    private let pooling: OpenCLIPVisionPooling
    private let projection: Linear  // [E, D], behind queries [E, E]

    /// `weights`: of the image tower alone.
    init(
        _ weights: Weights, _ configuration: OpenCLIPVisionConfiguration, on engine: Engine
    ) throws {
        let vision = configuration.sizes
        let (sizes, d) = (vision.transformer, vision.transformer.hiddenSize)
        let (grid, p, e) = (vision.patchGrid, vision.patchSize, vision.embeddingDimension)
        self.engine = engine
        patchSize = p

        patchEmbedding = try Linear(
            weights: weights.source("conv1.weight", [d, 3, p, p]),
            outputs: d, inputs: 3 * p * p, bias: nil, on: engine
        )
        classEmbedding = try weights.tensor("class_embedding", [d])
        positions = try weights.tensor("positional_embedding", [grid.rows * grid.columns + 1, d])
        preNorm =
            configuration.hasPreNorm
            ? try LayerNorm(weights.scope("ln_pre"), sizes, on: engine) : nil
        transformer = try Transformer(layers: sizes.layers) {
            try TransformerBlock(
                openCLIP: weights.scope("transformer.resblocks.\($0)"),
                layerScale: configuration.hasLayerScale, sizes, on: engine
            )
        }
        pooling = try OpenCLIPVisionPooling(weights, configuration, on: engine)
        // Used as x · P.
        let pooled = pooling.width
        projection = try Linear(
            transposing: weights.floats("proj", [pooled, e]), outputs: e, inputs: pooled,
            on: engine
        )
    }

    func callAsFunction(_ pictures: [PixelTensor], recorder: Recorder?) throws -> Tensor {
        let pixels = Tensor(pictures, on: engine)  // [B, 3, H, W]
        let embedded = try patchEmbedding(pixels.unfoldingPatches(of: patchSize))  // [B, P, D]
        recorder?("patch embedding", embedded)
        var hidden = embedded.prependingRow(classEmbedding)  // [B, P + 1, D]
        hidden.addToEveryItem(positions)
        recorder?("embeddings", hidden)
        if let preNorm {
            hidden = try preNorm(hidden)
            recorder?("pre-norm", hidden)
        }
        let pooled = try pooling(hidden, through: transformer, recorder)  // [B, D] or [B, E]
        recorder?("pooled", pooled)
        let embedding = try projection(pooled)  // [B, E]
        recorder?("embedding", embedding)
        return embedding
    }
}

/// Makes one row of an image's tokens, with the tower's last norm.
private enum OpenCLIPVisionPooling {
    case classToken(LayerNorm)
    case meanOfNormedPatches(LayerNorm)
    case normOfMeanPatch(LayerNorm)
    case queries(AttentionalPool)

    init(
        _ weights: Weights, _ configuration: OpenCLIPVisionConfiguration, on engine: Engine
    ) throws {
        let vision = configuration.sizes
        func norm() throws -> LayerNorm {
            try LayerNorm(weights.scope("ln_post"), vision.transformer, on: engine)
        }
        switch configuration.pooling {
        case .classToken: self = .classToken(try norm())
        case .meanOfNormedPatches: self = .meanOfNormedPatches(try norm())
        case .normOfMeanPatch: self = .normOfMeanPatch(try norm())
        case .queries(let pool):
            self = .queries(try AttentionalPool(weights, pool, of: vision, on: engine))
        }
    }

    /// Size of the row it yields.
    var width: Int {
        switch self {
        case .classToken(let norm), .meanOfNormedPatches(let norm), .normOfMeanPatch(let norm):
            norm.width
        case .queries(let pool): pool.width
        }
    }

    /// Hidden states before the blocks, `[B, P + 1, D]`, to pooled rows `[B, width]`.
    ///
    /// The class token needs only its own row of the last block.
    func callAsFunction(
        _ hidden: Tensor, through transformer: Transformer, _ recorder: Recorder?
    ) throws -> Tensor {
        func tokens() throws -> Tensor {
            var tokens = hidden
            try transformer(&tokens, mask: .none, recorder: recorder)
            return tokens
        }
        switch self {
        case .classToken(let norm):
            let first = Array(repeating: 0, count: hidden.shape[0])
            return try norm(
                transformer.rows(at: first, of: hidden, mask: .none, recorder: recorder)
            )
        case .meanOfNormedPatches(let norm):
            return try norm(tokens()).meanOverTokens(from: 1)
        case .normOfMeanPatch(let norm):
            return try norm(tokens().meanOverTokens(from: 1))
        case .queries(let pool):
            return try pool(tokens())
        }
    }
}
