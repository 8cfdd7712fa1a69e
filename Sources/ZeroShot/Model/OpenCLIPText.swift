internal import OneDNN

/// The text transformer of OpenCLIP: tokens, positions, pre-norm blocks, one row.
///
/// ```
/// ids (and a class token) ─ token rows + positions ─ blocks ─ one row ─ norm ─ projection
/// ```
/// Norming before or after the row is chosen is the same. Prompts of a causal tower come unpadded
/// where no padding reaches the row; see `OpenCLIPTextConfiguration.readsPadding`.
/// Source: `TextTransformer` and `CLIP.encode_text` in open_clip.
struct OpenCLIPText: TextTower {
    private let configuration: OpenCLIPTextConfiguration
    private let engine: Engine
    private let tokenEmbedding: WeightTable  // [V, D]
    private let classEmbedding: Tensor?  // [1, D]
    private let positions: [Float]  // [context, D], one more with a class token
    private let transformer: Transformer
    private let finalNorm: LayerNorm  // [D]
    private let projection: Linear?  // [E, D]

    /// `weights`: of the text tower alone.
    init(
        _ weights: Weights, _ configuration: OpenCLIPTextConfiguration, on engine: Engine
    ) throws {
        let (sizes, d) = (configuration.transformer, configuration.transformer.hiddenSize)
        let e = configuration.embeddingDimension
        self.configuration = configuration
        self.engine = engine

        tokenEmbedding = try weights.table(
            "token_embedding.weight", rows: configuration.vocabularySize, columns: d
        )
        switch configuration.pooling {
        case .classToken:
            classEmbedding = try weights.tensor("cls_emb", [d]).reshaped([1, d])
            positions = try weights.floats(
                "positional_embedding", [configuration.contextLength + 1, d]
            )
        case .token:
            classEmbedding = nil
            positions = try weights.floats(
                "positional_embedding", [configuration.contextLength, d]
            )
        }
        transformer = try Transformer(layers: sizes.layers) {
            try TransformerBlock(
                openCLIP: weights.scope("transformer.resblocks.\($0)"),
                layerScale: configuration.hasLayerScale, sizes, on: engine
            )
        }
        finalNorm = try LayerNorm(weights.scope("ln_final"), sizes, on: engine)
        projection =
            switch configuration.projection {
            case .matrix:
                try Linear(
                    transposing: weights.floats("text_projection", [d, e]), outputs: e, inputs: d,
                    on: engine
                )
            case .linear:
                try Linear(weights.scope("text_projection"), outputs: e, inputs: d, on: engine)
            case .none: nil
            }
    }

    func callAsFunction(_ prompts: [[Int32]], recorder: Recorder?) throws -> Tensor {
        let (b, d) = (prompts.count, configuration.transformer.hiddenSize)
        let length = prompts[0].count
        precondition(
            prompts.allSatisfy { $0.count == length }, "prompts of one batch differ in length")
        precondition(
            length == configuration.contextLength || !configuration.readsPadding,
            "a prompt of \(length) tokens is not padded to \(configuration.contextLength)")
        var hidden = Tensor(
            try tokenEmbedding.rows(prompts.joined().map(Int.init)), shape: [b, length, d],
            on: engine
        )
        if let classEmbedding {
            let rows = classEmbedding.gatheringRows(Array(repeating: 0, count: b))
            hidden = hidden.appendingTokens(rows.reshaped([b, 1, d]))
        }
        let t = hidden.shape[1]
        hidden.addToEveryItem(Tensor(Array(positions[..<(t * d)]), shape: [t, d], on: engine))
        recorder?("embeddings", hidden)  // [B, T, D]
        let rows = try transformer.rows(
            at: prompts.map(row(of:)), of: hidden, mask: mask(of: prompts), recorder: recorder
        )  // [B, D]
        let pooled = try finalNorm(rows)
        recorder?("pooled", pooled)
        let embedding = try projection?(pooled) ?? pooled  // [B, E]
        recorder?("embedding", embedding)
        return embedding
    }

    /// The position whose row stands for a prompt.
    private func row(of prompt: [Int32]) -> Int {
        switch configuration.pooling {
        case .token(let pooling): pooling.position(in: prompt)
        case .classToken: prompt.count
        }
    }

    private func mask(of prompts: [[Int32]]) -> AttentionMask {
        switch (configuration.pooling, configuration.attention) {
        case (.classToken(let padding), _):
            // CoCa was trained with the class token's place in the mask at the wrong end: a token
            // hides what stands behind it, not itself.
            .causalAmong(keys: prompts.map { [true] + $0.map { $0 != padding } })
        case (.token, .causal): .causal
        case (.token, .everyToken): .none
        }
    }
}
