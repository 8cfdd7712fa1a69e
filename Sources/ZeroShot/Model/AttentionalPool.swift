internal import OneDNN

/// CoCa's pooling of an image: learned queries look at all its tokens, and one row is made of what
/// they find.
///
/// ```
/// queries ─ norm ─┐
/// tokens ── norm ─┴─ attention ─ norm ─ first query, or mean of the others
/// ```
/// Queries do not see each other, so only those whose rows are used are computed.
/// Source: `AttentionalPooler` and `VisionTransformer._pool` in open_clip.
struct AttentionalPool {
    /// The pooler's own norms do not take the tower's epsilon.
    private static let epsilon: Float = 1e-5

    private let tokenNorm: LayerNorm  // [D]
    private let queries: Tensor  // [Q, E], as attention compares them with keys
    private let keys: Linear  // [E, D]
    private let values: Linear  // [E, D]
    private let attend: Attention
    private let output: Linear  // [E, E]
    private let postNorm: LayerNorm  // [E]

    /// `weights`: of the image tower, whose last norm comes after the pooling.
    init(
        _ weights: Weights, _ configuration: AttentionalPoolConfiguration,
        of tower: CLIPVisionConfiguration, on engine: Engine
    ) throws {
        let (d, e) = (tower.transformer.hiddenSize, tower.embeddingDimension)
        let pool = weights.scope("attn_pool")
        tokenNorm = try LayerNorm(
            pool.scope("ln_k"), width: d, epsilon: Self.epsilon, on: engine
        )
        let maps = try Self.inputMaps(pool.scope("attn"), d, e, on: engine)
        (keys, values) = (maps.keys, maps.values)
        attend = Attention(
            heads: configuration.heads, headSize: e / configuration.heads, on: engine
        )
        output = try Linear(pool.scope("attn.out_proj"), outputs: e, inputs: e, on: engine)
        postNorm = try LayerNorm(
            weights.scope("ln_post"), width: e, epsilon: tower.transformer.epsilon, on: engine
        )

        let queryNorm = try LayerNorm(
            pool.scope("ln_q"), width: e, epsilon: Self.epsilon, on: engine
        )
        let stored = try pool.tensor("query", [configuration.queries, e])
        let used: [Int32] =
            switch configuration.answer {
            case .first: [0]
            case .meanOfOthers: Array(1..<Int32(configuration.queries))
            }
        queries = try maps.queries(queryNorm(stored.gatheringRows(used)))
    }

    /// Size of the row it yields, E.
    var width: Int { queries.shape[1] }

    /// `[B, T, D]` to `[B, E]`.
    func callAsFunction(_ tokens: Tensor) throws -> Tensor {
        let b = tokens.shape[0]
        let (q, e) = (queries.shape[0], queries.shape[1])
        let rows = (0..<b).flatMap { _ in 0..<Int32(q) }
        let asking = queries.gatheringRows(rows).reshaped([b, q, e])
        let normed = try tokenNorm(tokens)
        let attended = try attend(
            queries: asking.allColumns,
            keys: keys(normed).allColumns,
            values: values(normed).allColumns,
            mask: .none
        )  // [B, Q, E]
        return try postNorm(output(attended)).meanOverTokens()
    }

    /// The maps of queries `[E, E]`, keys and values `[E, D]`; torch stores the three in one where
    /// tokens and queries have one width.
    private static func inputMaps(
        _ weights: Weights, _ d: Int, _ e: Int, on engine: Engine
    ) throws -> (queries: Linear, keys: Linear, values: Linear) {
        guard d != e else {
            let stacked = try Linear.stacked(
                weights, weight: "in_proj_weight", bias: "in_proj_bias", count: 3, outputs: e,
                inputs: d, on: engine
            )
            return (stacked[0], stacked[1], stacked[2])
        }
        let biases = try weights.floats("in_proj_bias", [3 * e])
        func map(_ key: String, inputs: Int, number: Int) throws -> Linear {
            try Linear(
                weights: weights.source(key, [e, inputs]), outputs: e, inputs: inputs,
                bias: Array(biases[number * e..<(number + 1) * e]), on: engine
            )
        }
        return (
            try map("q_proj_weight", inputs: e, number: 0),
            try map("k_proj_weight", inputs: d, number: 1),
            try map("v_proj_weight", inputs: d, number: 2)
        )
    }
}
