internal import OneDNN

/// What SigLIP's image towers share behind the patches: pre-norm blocks, a norm over all tokens,
/// attention pooling.
///
/// Source: `SiglipVisionModel` and `Siglip2VisionModel` in transformers, `VisionTransformer` with
/// `global_pool="map"` in timm.
struct SigLIPTrunk {
    private let transformer: Transformer
    private let postNorm: LayerNorm  // [D]
    private let head: AttentionPoolingHead

    init(
        huggingFace weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine
    ) throws {
        transformer = try Transformer(layers: sizes.layers) {
            try TransformerBlock(
                huggingFace: weights.scope("encoder.layers.\($0)"), sizes, on: engine
            )
        }
        postNorm = try LayerNorm(weights.scope("post_layernorm"), sizes, on: engine)
        head = try AttentionPoolingHead(huggingFace: weights.scope("head"), sizes, on: engine)
    }

    init(timm weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine) throws {
        transformer = try Transformer(layers: sizes.layers) {
            try TransformerBlock(timm: weights.scope("blocks.\($0)"), sizes, on: engine)
        }
        postNorm = try LayerNorm(weights.scope("norm"), sizes, on: engine)
        head = try AttentionPoolingHead(timm: weights.scope("attn_pool"), sizes, on: engine)
    }

    /// Patches with their positions `[B, P, D]` to embeddings `[B, D]`.
    func callAsFunction(
        _ patches: Tensor, mask: AttentionMask, recorder: Recorder?
    ) throws -> Tensor {
        var hidden = patches
        try transformer(&hidden, mask: mask, recorder: recorder)
        hidden = try postNorm(hidden)
        recorder?("post-norm", hidden)
        return try head(hidden, mask: mask, recorder: recorder)
    }
}
