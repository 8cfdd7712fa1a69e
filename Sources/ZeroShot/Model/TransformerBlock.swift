internal import OneDNN

/// Self-attention followed by an MLP, each normalised before and added back after.
///
/// Source: `CLIPEncoderLayer` in transformers, `ResidualAttentionBlock` in open_clip, `Block` in
/// timm.
struct TransformerBlock {
    private let attentionNorm: LayerNorm  // [D]
    private let attention: SelfAttention  // four of [D, D]
    private let mlpNorm: LayerNorm  // [D]
    private let mlp: MLP  // [F, D] and [D, F]

    init(
        huggingFace weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine
    ) throws {
        attentionNorm = try LayerNorm(weights.scope("layer_norm1"), sizes, on: engine)
        attention = try SelfAttention(huggingFace: weights.scope("self_attn"), sizes, on: engine)
        mlpNorm = try LayerNorm(weights.scope("layer_norm2"), sizes, on: engine)
        mlp = try MLP(
            weights.scope("mlp"), expand: "fc1", contract: "fc2", sizes,
            precision: engine.precision, on: engine
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
            precision: engine.precision, on: engine
        )
    }

    init(timm weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine) throws {
        attentionNorm = try LayerNorm(weights.scope("norm1"), sizes, on: engine)
        attention = try SelfAttention(timm: weights.scope("attn"), sizes, on: engine)
        mlpNorm = try LayerNorm(weights.scope("norm2"), sizes, on: engine)
        mlp = try MLP(
            weights.scope("mlp"), expand: "fc1", contract: "fc2", sizes,
            precision: engine.precision, on: engine
        )
    }

    /// Updates hidden states `[B, T, D]` in place.
    func callAsFunction(_ hidden: inout Tensor, mask: AttentionMask) throws {
        let normed = try attentionNorm(hidden)
        try attention(to: normed, mask: mask, addingTo: &hidden)
        try mlp(mlpNorm(hidden), addingTo: &hidden)
    }

    /// Hidden states `[B, T, D]` to those behind the block at one position of each item, `[B, D]`.
    func rows(
        at positions: [Int], of hidden: Tensor, mask: AttentionMask
    ) throws -> Tensor {
        let (b, d) = (hidden.shape[0], hidden.shape[2])
        let normed = try attentionNorm(hidden)  // [B, T, D]
        let asking = normed.selectingRows(positions).reshaped([b, 1, d])
        var rows = hidden.selectingRows(positions).reshaped([b, 1, d])
        try attention(
            of: asking, to: normed, mask: mask.ofQueries(at: positions, keys: normed.shape[1]),
            addingTo: &rows
        )
        try mlp(mlpNorm(rows), addingTo: &rows)
        return rows.reshaped([b, d])
    }

    /// Updates the hidden states `[N, D]` of a forest's rows in place.
    func callAsFunction(_ hidden: inout Tensor, in forest: Forest) throws {
        let normed = try attentionNorm(hidden)
        try attention(to: normed, in: forest, addingTo: &hidden)
        try mlp(mlpNorm(hidden), addingTo: &hidden)
    }

    /// Hidden states `[N, D]` of a forest's rows to those of some rows behind the block, `[M, D]`.
    func rows(
        _ numbers: [Int32], of hidden: Tensor, in forest: Forest
    ) throws -> Tensor {
        let normed = try attentionNorm(hidden)
        var rows = hidden.gatheringRows(numbers)
        try attention(
            of: (normed.gatheringRows(numbers), numbers), to: normed, in: forest, addingTo: &rows
        )
        try mlp(mlpNorm(rows), addingTo: &rows)
        return rows
    }
}
