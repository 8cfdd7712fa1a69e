internal import OneDNN

/// The causal text transformer of CLIP: tokens, positions, pre-norm blocks, one projected row.
///
/// ```
/// ids ─ token rows + positions ─ blocks ─ norm ─ end-of-text row ─ projection
/// ```
/// Prompts come unpadded and in batches of equal length: attention looks back only, so padding
/// behind the end-of-text token changes nothing in the reference.
/// Source: `CLIPTextTransformer` in transformers.
struct CLIPText: TextTower {
    private let configuration: CLIPTextConfiguration
    private let engine: Engine
    private let tokenEmbedding: WeightTable  // [V, D]
    private let positions: [Float]  // [context, D]
    private let transformer: Transformer
    private let finalNorm: LayerNorm  // [D]
    private let projection: Linear  // [E, D]

    init(
        huggingFace weights: Weights, _ configuration: CLIPTextConfiguration, on engine: Engine
    ) throws {
        let (sizes, d) = (configuration.transformer, configuration.transformer.hiddenSize)
        self.configuration = configuration
        self.engine = engine

        let text = weights.scope("text_model")
        tokenEmbedding = try text.scope("embeddings")
            .table("token_embedding.weight", rows: configuration.vocabularySize, columns: d)
        positions = try text.scope("embeddings")
            .floats("position_embedding.weight", [configuration.contextLength, d])
        transformer = try Transformer(layers: sizes.layers) {
            try TransformerBlock(huggingFace: text.scope("encoder.layers.\($0)"), sizes, on: engine)
        }
        finalNorm = try LayerNorm(text.scope("final_layer_norm"), sizes, on: engine)
        let e = configuration.embeddingDimension
        projection = try Linear(
            weights: weights.source("text_projection.weight", [e, d]),
            outputs: e, inputs: d, bias: nil, on: engine
        )
    }

    func callAsFunction(_ prompts: [[Int32]], recorder: Recorder?) throws -> Tensor {
        let (b, t, d) = (prompts.count, prompts[0].count, configuration.transformer.hiddenSize)
        precondition(prompts.allSatisfy { $0.count == t }, "prompts of one batch differ in length")
        var hidden = Tensor(
            try tokenEmbedding.rows(prompts.joined().map(Int.init)), shape: [b, t, d], on: engine
        )
        hidden.addToEveryItem(Tensor(Array(positions[..<(t * d)]), shape: [t, d], on: engine))
        recorder?("embeddings", hidden)
        let ends = prompts.map { configuration.pooling.position(in: $0) }
        let rows = try transformer.rows(
            at: ends, of: hidden, mask: .causal, recorder: recorder
        )  // [B, D]
        let pooled = try finalNorm(rows)
        recorder?("pooled", pooled)
        let embedding = try projection(pooled)  // [B, E]
        recorder?("embedding", embedding)
        return embedding
    }
}
