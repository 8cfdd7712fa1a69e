internal import OneDNN

/// The text transformer of OpenCLIP: tokens, positions, pre-norm blocks, one row.
///
/// ```
/// ids (and a class token) ─ token rows + positions ─ blocks ─ one row ─ norm ─ projection
/// ```
/// Norming before or after the row is chosen is the same. Prompts of a causal tower come unpadded
/// where no padding reaches the row; see `OpenCLIPTextConfiguration.readsPadding`. Where attention
/// looks back only, what prompts begin with alike is computed once.
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

    func batches(of prompts: [[Int32]]) -> [[Int]] {
        guard let pooling = causalPooling else { return batchesOfEqualLength(prompts) }
        return TokenTree.batches(of: prompts.map(pooling.path(in:)))
    }

    func callAsFunction(_ prompts: [[Int32]], recorder: Recorder?) throws -> Tensor {
        precondition(
            !configuration.readsPadding
                || prompts.allSatisfy { $0.count == configuration.contextLength },
            "a prompt is not padded to \(configuration.contextLength) tokens")
        guard let pooling = causalPooling else {
            return try embedding(of: rows(of: prompts, recorder: recorder), recorder: recorder)
        }
        let tree = TokenTree(prompts.map(pooling.path(in:)))
        let ends = try transformer.ends(
            of: tree, try tree.embedded(tokenEmbedding, positions: positions, on: engine),
            recorder: recorder
        )  // [M, D]
        return try embedding(of: ends, recorder: recorder).gatheringRows(tree.endOfPrompt)
    }

    /// The token that stands for a prompt, where a token's hidden state depends on those before it
    /// alone.
    private var causalPooling: TextPooling? {
        guard configuration.attention == .causal, case .token(let pooling) = configuration.pooling
        else { return nil }
        return pooling
    }

    /// The rows `[B, D]` that stand for prompts, to embeddings `[B, E]`.
    private func embedding(of rows: Tensor, recorder: Recorder?) throws -> Tensor {
        let pooled = try finalNorm(rows)
        recorder?("pooled", pooled)
        let embedding = try projection?(pooled) ?? pooled
        recorder?("embedding", embedding)
        return embedding
    }

    /// The rows `[B, D]` that stand for prompts of equal length, every token of which is computed.
    private func rows(of prompts: [[Int32]], recorder: Recorder?) throws -> Tensor {
        let (b, d) = (prompts.count, configuration.transformer.hiddenSize)
        let length = prompts[0].count
        precondition(
            prompts.allSatisfy { $0.count == length }, "prompts of one batch differ in length")
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
        return try transformer.rows(
            at: prompts.map(row(of:)), of: hidden, mask: mask(of: prompts), recorder: recorder
        )
    }

    /// The position whose row stands for a prompt.
    private func row(of prompt: [Int32]) -> Int {
        switch configuration.pooling {
        case .token(let pooling): pooling.position(in: prompt)
        case .classToken: prompt.count
        }
    }

    /// Who sees whom where all tokens are computed.
    private func mask(of prompts: [[Int32]]) -> AttentionMask {
        switch configuration.pooling {
        case .classToken(let padding):
            // CoCa was trained with the class token's place in the mask at the wrong end: a token
            // hides what stands behind it, not itself.
            .causalAmong(keys: prompts.map { [true] + $0.map { $0 != padding } })
        case .token: .none
        }
    }
}
