internal import OneDNN

/// Pools a picture's tokens: a learned probe asks, all tokens answer, and an MLP follows.
///
/// ```
/// tokens ─ attention to the probe ─┬─ norm ─ MLP ─ + ─ embedding
///                                  └───────────────┘
/// ```
/// The residual is what attention yields; the probe itself is not added.
/// Source: `SiglipMultiheadAttentionPoolingHead` in transformers, `AttentionPoolLatent` in timm.
struct AttentionPoolingHead {
    private let query: Tensor  // [1, D], the probe as attention compares it with keys
    private let keys: Linear  // [D, D]
    private let values: Linear  // [D, D]
    private let attend: Attention
    private let output: Linear  // [D, D]
    private let norm: LayerNorm  // [D]
    private let mlp: MLP  // [F, D] and [D, F]

    init(
        huggingFace weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine
    ) throws {
        let d = sizes.hiddenSize
        let attention = weights.scope("attention")
        let stacked = try Linear.stacked(
            attention, weight: "in_proj_weight", bias: "in_proj_bias", count: 3, outputs: d,
            inputs: d, on: engine
        )
        let probe = try weights.tensor("probe", [1, 1, d])
        query = try stacked[0](probe).reshaped([1, d])
        (keys, values) = (stacked[1], stacked[2])
        attend = Attention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        output = try Linear(attention.scope("out_proj"), outputs: d, inputs: d, on: engine)
        norm = try LayerNorm(weights.scope("layernorm"), sizes, on: engine)
        mlp = try MLP(weights.scope("mlp"), expand: "fc1", contract: "fc2", sizes, on: engine)
    }

    init(timm weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine) throws {
        let d = sizes.hiddenSize
        let latent = try weights.tensor("latent", [1, 1, d])
        query = try Linear(weights.scope("q"), outputs: d, inputs: d, on: engine)(latent)
            .reshaped([1, d])
        let stacked = try Linear.stacked(
            weights, weight: "kv.weight", bias: "kv.bias", count: 2, outputs: d, inputs: d,
            on: engine
        )
        (keys, values) = (stacked[0], stacked[1])
        attend = Attention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        output = try Linear(weights.scope("proj"), outputs: d, inputs: d, on: engine)
        norm = try LayerNorm(weights.scope("norm"), sizes, on: engine)
        mlp = try MLP(weights.scope("mlp"), expand: "fc1", contract: "fc2", sizes, on: engine)
    }

    /// Tokens `[B, T, D]` to embeddings `[B, D]`.
    func callAsFunction(
        _ tokens: Tensor, mask: AttentionMask, recorder: Recorder?
    ) throws -> Tensor {
        let (b, d) = (tokens.shape[0], tokens.shape[2])
        let queries = query.gatheringRows(Array(repeating: 0, count: b)).reshaped([b, 1, d])
        let attended = try attend(
            queries: queries.allColumns,
            keys: keys(tokens).allColumns,
            values: values(tokens).allColumns,
            mask: mask
        )  // [B, 1, D]
        var pooled = try output(attended.reshaped([b, d]))  // [B, D]
        recorder?("pooled", pooled)
        try mlp(norm(pooled), addingTo: &pooled)
        recorder?("embedding", pooled)
        return pooled
    }
}
