internal import OneDNN

/// The vision transformer of CLIP: patches, a class token, pre-norm blocks, one projected row.
///
/// ```
/// pixels ─ patches ─ linear ─ [class | patches] + positions ─ norm ─ blocks ─ class row ─ norm ─ projection
/// ```
/// Source: `CLIPVisionTransformer` in transformers.
struct CLIPVision: ImageTower {
    private let configuration: CLIPVisionConfiguration
    private let engine: Engine
    private let patchEmbedding: Linear  // [D, 3·p·p]
    private let classEmbedding: Tensor  // [D]
    private let positions: Tensor  // [P + 1, D]
    private let preNorm: LayerNorm  // [D]
    private let transformer: Transformer
    private let postNorm: LayerNorm  // [D]
    private let projection: Linear  // [E, D]

    init(
        huggingFace weights: Weights, _ configuration: CLIPVisionConfiguration, on engine: Engine
    ) throws {
        let (sizes, d) = (configuration.transformer, configuration.transformer.hiddenSize)
        let (tokens, p) = (configuration.tokens, configuration.patchSize)
        self.configuration = configuration
        self.engine = engine

        let vision = weights.scope("vision_model")
        let embeddings = vision.scope("embeddings")
        patchEmbedding = try Linear(
            weights: embeddings.source("patch_embedding.weight", [d, 3, p, p]),
            outputs: d, inputs: 3 * p * p, bias: nil, on: engine
        )
        classEmbedding = try embeddings.tensor("class_embedding", [d])
        positions = try embeddings.tensor("position_embedding.weight", [tokens, d])
        // The missing e stands in every checkpoint.
        preNorm = try LayerNorm(vision.scope("pre_layrnorm"), sizes, on: engine)
        transformer = try Transformer(layers: sizes.layers) {
            try TransformerBlock(
                huggingFace: vision.scope("encoder.layers.\($0)"), sizes, on: engine)
        }
        postNorm = try LayerNorm(vision.scope("post_layernorm"), sizes, on: engine)
        let e = configuration.embeddingDimension
        projection = try Linear(
            weights: weights.source("visual_projection.weight", [e, d]),
            outputs: e, inputs: d, bias: nil, on: engine
        )
    }

    func callAsFunction(_ pictures: [PixelTensor], recorder: Recorder?) throws -> Tensor {
        let pixels = Tensor(pictures, on: engine)  // [B, 3, H, W]
        let patches = pixels.unfoldingPatches(of: configuration.patchSize)  // [B, P, 3·p·p]
        let embedded = try patchEmbedding(patches)  // [B, P, D]
        recorder?("patch embedding", embedded)
        var hidden = embedded.prependingRow(classEmbedding)  // [B, P + 1, D]
        hidden.addToEveryItem(positions)
        recorder?("embeddings", hidden)
        hidden = try preNorm(hidden)
        recorder?("pre-norm", hidden)
        let classRows = try transformer.rows(
            at: Array(repeating: 0, count: hidden.shape[0]), of: hidden, mask: .none,
            recorder: recorder
        )  // [B, D]
        let pooled = try postNorm(classRows)
        recorder?("pooled", pooled)
        let embedding = try projection(pooled)  // [B, E]
        recorder?("embedding", embedding)
        return embedding
    }
}

extension CLIPVisionConfiguration {
    /// Patches and the class token, P + 1.
    fileprivate var tokens: Int { patchGrid.rows * patchGrid.columns + 1 }
}
