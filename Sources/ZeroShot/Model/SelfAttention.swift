internal import OneDNN

/// Attention of a sequence over itself.
///
/// Source: `CLIPAttention` in transformers, `nn.MultiheadAttention` in open_clip, `Attention` in
/// timm.
struct SelfAttention {
    // Three products, not one of width 3D: attention over dense rows is faster than over slices.
    private let queries: Linear  // [D, D]
    private let keys: Linear  // [D, D]
    private let values: Linear  // [D, D]
    private let attend: Attention
    private let attendInTree: TreeAttention
    private let output: Linear  // [D, D]

    init(
        huggingFace weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine
    ) throws {
        let (d, precision) = (sizes.hiddenSize, engine.precision)
        queries = try Linear(
            weights.scope("q_proj"), outputs: d, inputs: d, precision: precision, on: engine
        )
        keys = try Linear(
            weights.scope("k_proj"), outputs: d, inputs: d, precision: precision, on: engine
        )
        values = try Linear(
            weights.scope("v_proj"), outputs: d, inputs: d, precision: precision, on: engine
        )
        attend = Attention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        attendInTree = TreeAttention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        output = try Linear(
            weights.scope("out_proj"), outputs: d, inputs: d, precision: precision, on: engine
        )
    }

    /// `gain` `[D]` multiplies the result, where the block has a layer scale.
    init(
        openCLIP weights: Weights, gain: [Float]?, _ sizes: TransformerConfiguration,
        on engine: Engine
    ) throws {
        let (d, precision) = (sizes.hiddenSize, engine.precision)
        let stacked = try Linear.stacked(
            weights, weight: "in_proj_weight", bias: "in_proj_bias", count: 3, outputs: d,
            inputs: d, precision: precision, on: engine
        )
        (queries, keys, values) = (stacked[0], stacked[1], stacked[2])
        attend = Attention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        attendInTree = TreeAttention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        output = try Linear(
            weights.scope("out_proj"), outputs: d, inputs: d, gain: gain, precision: precision,
            on: engine
        )
    }

    init(timm weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine) throws {
        let (d, precision) = (sizes.hiddenSize, engine.precision)
        let stacked = try Linear.stacked(
            weights, weight: "qkv.weight", bias: "qkv.bias", count: 3, outputs: d, inputs: d,
            precision: precision, on: engine
        )
        (queries, keys, values) = (stacked[0], stacked[1], stacked[2])
        attend = Attention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        attendInTree = TreeAttention(heads: sizes.heads, headSize: d / sizes.heads, on: engine)
        output = try Linear(
            weights.scope("proj"), outputs: d, inputs: d, precision: precision, on: engine
        )
    }

    /// What tokens `[B, Tq, D]` find among all tokens `[B, T, D]`; it is added to `residual`.
    ///
    /// All tokens ask where none are named.
    func callAsFunction(
        of asking: Tensor? = nil, to tokens: Tensor, mask: AttentionMask,
        addingTo residual: inout Tensor
    ) throws {
        let input = try keys.input(tokens)
        let attended = try attend(
            queries: queries(asking.map(queries.input) ?? input).allColumns,
            keys: keys(input).allColumns,
            values: values(input).allColumns,
            mask: mask
        )  // [B, Tq, D]
        try output(attended, addingTo: &residual)
    }

    /// What rows of a forest find among themselves and their ancestors; it is added to `residual`.
    ///
    /// `rows` `[N, D]` are all of the forest's. Those with these numbers, `[M, D]`, ask, or all.
    func callAsFunction(
        of asking: (rows: Tensor, numbers: [Int32])? = nil, to rows: Tensor, in forest: Forest,
        addingTo residual: inout Tensor
    ) throws {
        let input = try keys.input(rows)
        let attended = try attendInTree(
            queries: queries(asking.map { try queries.input($0.rows) } ?? input),
            of: asking?.numbers, keys: keys(input), values: values(input), in: forest
        )  // [M, D]
        try output(attended, addingTo: &residual)
    }
}
