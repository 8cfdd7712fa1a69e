internal import OneDNN

/// Self-attention followed by an MLP, each normalised before and added back after.
///
/// Source: `CLIPEncoderLayer` in transformers, `ResidualAttentionBlock` in open_clip, `Block` in
/// timm.
struct TransformerBlock {
    private let attentionNorm: LayerNorm  // [D]
    private let attention: SelfAttention  // in [3D, D], out [D, D]
    private let mlpNorm: LayerNorm  // [D]
    private let mlp: MLP  // [F, D] and [D, F]

    init(
        huggingFace weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine
    ) throws {
        attentionNorm = try LayerNorm(weights.scope("layer_norm1"), sizes, on: engine)
        attention = try SelfAttention(huggingFace: weights.scope("self_attn"), sizes, on: engine)
        mlpNorm = try LayerNorm(weights.scope("layer_norm2"), sizes, on: engine)
        mlp = try MLP(
            weights.scope("mlp"), expand: "fc1", contract: "fc2", sizes, on: engine
        )
    }

    /// `layerScale`: what each branch yields is multiplied, channel by channel, by factors stored
    /// with the block.
    init(
        openCLIP weights: Weights, layerScale: Bool, _ sizes: TransformerConfiguration,
        on engine: Engine
    ) throws {
        func gain(_ key: String) throws -> [Float]? {
            layerScale ? try weights.scope(key).floats("gamma", [sizes.hiddenSize]) : nil
        }
        attentionNorm = try LayerNorm(weights.scope("ln_1"), sizes, on: engine)
        attention = try SelfAttention(
            openCLIP: weights.scope("attn"), gain: gain("ls_1"), sizes, on: engine
        )
        mlpNorm = try LayerNorm(weights.scope("ln_2"), sizes, on: engine)
        mlp = try MLP(
            weights.scope("mlp"), expand: "c_fc", contract: "c_proj", gain: gain("ls_2"), sizes,
            on: engine
        )
    }

    init(timm weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine) throws {
        attentionNorm = try LayerNorm(weights.scope("norm1"), sizes, on: engine)
        attention = try SelfAttention(timm: weights.scope("attn"), sizes, on: engine)
        mlpNorm = try LayerNorm(weights.scope("norm2"), sizes, on: engine)
        mlp = try MLP(weights.scope("mlp"), expand: "fc1", contract: "fc2", sizes, on: engine)
    }

    /// Updates hidden states `[B, T, D]` in place.
    func callAsFunction(_ hidden: inout Tensor, mask: AttentionMask) throws {
        try attention(attentionNorm(hidden), mask: mask, addingTo: &hidden)
        try mlp(mlpNorm(hidden), addingTo: &hidden)
    }

    /// Updates hidden states `[N, D]` of the rows of a forest in place, each of which sees itself
    /// and its ancestors.
    func callAsFunction(_ hidden: inout Tensor, in forest: Forest) throws {
        try attention(attentionNorm(hidden), in: forest, addingTo: &hidden)
        try mlp(mlpNorm(hidden), addingTo: &hidden)
    }

    /// The hidden states `[M, D]` of some rows of a forest behind this block, of those of all rows
    /// `[N, D]` before it.
    func callAsFunction(_ hidden: Tensor, of rows: [Int32], in forest: Forest) throws -> Tensor {
        var result = hidden.gatheringRows(rows)  // [M, D]
        try attention(attentionNorm(hidden), of: rows, in: forest, addingTo: &result)
        try mlp(mlpNorm(result), addingTo: &result)
        return result
    }
}
