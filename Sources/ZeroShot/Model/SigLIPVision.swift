internal import OneDNN

/// The vision transformer of SigLIP for pictures of one size: patches, positions, no class token.
///
/// ```
/// pixels ─ patches ─ linear + positions ─ blocks ─ norm ─ attention pooling
/// ```
/// Source: `SiglipVisionModel` in transformers; timm's `VisionTransformer` with
/// `global_pool="map"`.
struct SigLIPVision: ImageTower {
    private let configuration: SigLIPVisionConfiguration
    private let engine: Engine
    private let patchEmbedding: Linear  // [D, 3·p·p]
    private let positions: Tensor  // [P, D]
    private let trunk: SigLIPTrunk

    init(
        huggingFace weights: Weights, _ configuration: SigLIPVisionConfiguration,
        on engine: Engine
    ) throws {
        let (sizes, d) = (configuration.transformer, configuration.transformer.hiddenSize)
        let p = configuration.patchSize
        self.configuration = configuration
        self.engine = engine

        let vision = weights.scope("vision_model")
        let embeddings = vision.scope("embeddings")
        patchEmbedding = try Linear(
            weights: embeddings.source("patch_embedding.weight", [d, 3, p, p]),
            outputs: d, inputs: 3 * p * p,
            bias: embeddings.floats("patch_embedding.bias", [d]), on: engine
        )
        positions = try embeddings.tensor("position_embedding.weight", [configuration.patches, d])
        trunk = try SigLIPTrunk(huggingFace: vision, sizes, on: engine)
    }

    /// `weights`: of timm's model alone.
    init(
        timm weights: Weights, _ configuration: SigLIPVisionConfiguration, on engine: Engine
    ) throws {
        let (sizes, d) = (configuration.transformer, configuration.transformer.hiddenSize)
        let p = configuration.patchSize
        self.configuration = configuration
        self.engine = engine

        let embedding = weights.scope("patch_embed.proj")
        patchEmbedding = try Linear(
            weights: embedding.source("weight", [d, 3, p, p]), outputs: d, inputs: 3 * p * p,
            bias: embedding.floats("bias", [d]), on: engine
        )
        positions = try weights.tensor("pos_embed", [1, configuration.patches, d])
            .reshaped([configuration.patches, d])
        trunk = try SigLIPTrunk(timm: weights, sizes, on: engine)
    }

    func callAsFunction(_ pictures: [PixelTensor], recorder: Recorder?) throws -> Tensor {
        let pixels = Tensor(pictures, on: engine)  // [B, 3, H, W]
        let patches = pixels.unfoldingPatches(of: configuration.patchSize)  // [B, P, 3·p·p]
        var hidden = try patchEmbedding(patches)  // [B, P, D]
        recorder?("patch embedding", hidden)
        hidden.addToEveryItem(positions)
        recorder?("embeddings", hidden)
        return try trunk(hidden, mask: .none, recorder: recorder)  // [B, D]
    }
}
