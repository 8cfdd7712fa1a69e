internal import OneDNN

/// SigLIP's text transformer: every token sees every other, padding included, and the last
/// position stands for the prompt.
///
/// ```
/// ids ─ token rows + positions ─ blocks ─ norm ─ last row ─ linear
/// ```
/// Prompts come padded to the context length, since the tower was trained on padded ones: padding
/// is attended to, and the last position is usually padding.
/// Source: `SiglipTextModel` and `Siglip2TextModel` in transformers.
struct SigLIPText: TextTower {
    private let configuration: SigLIPTextConfiguration
    private let engine: Engine
    private let tokenEmbedding: WeightTable  // [V, D]
    private let positions: Tensor  // [context, D]
    private let transformer: Transformer
    private let finalNorm: LayerNorm  // [D]
    private let head: Linear  // [E, D]

    init(
        huggingFace weights: Weights, _ configuration: SigLIPTextConfiguration, on engine: Engine
    ) throws {
        let (sizes, d) = (configuration.transformer, configuration.transformer.hiddenSize)
        self.configuration = configuration
        self.engine = engine

        let text = weights.scope("text_model")
        let embeddings = text.scope("embeddings")
        tokenEmbedding = try embeddings.table(
            "token_embedding.weight", rows: configuration.vocabularySize, columns: d
        )
        positions = try embeddings.tensor(
            "position_embedding.weight", [configuration.contextLength, d]
        )
        transformer = try Transformer(layers: sizes.layers) {
            try TransformerBlock(huggingFace: text.scope("encoder.layers.\($0)"), sizes, on: engine)
        }
        finalNorm = try LayerNorm(text.scope("final_layer_norm"), sizes, on: engine)
        head = try Linear(
            text.scope("head"), outputs: configuration.embeddingDimension, inputs: d, on: engine
        )
    }

    func batches(of prompts: [[Int32]]) -> [[Int]] { batchesOfEqualLength(prompts) }

    func callAsFunction(_ prompts: [[Int32]], recorder: Recorder?) throws -> Tensor {
        let (b, t) = (prompts.count, configuration.contextLength)
        precondition(prompts.allSatisfy { $0.count == t }, "a prompt is not padded to \(t) tokens")
        var hidden = Tensor(
            try tokenEmbedding.rows(prompts.joined().map(Int.init)),
            shape: [b, t, configuration.transformer.hiddenSize], on: engine
        )
        hidden.addToEveryItem(positions)
        recorder?("embeddings", hidden)
        let last = try transformer.rows(
            at: Array(repeating: t - 1, count: b), of: hidden, mask: .none, recorder: recorder
        )  // [B, D]
        let pooled = try finalNorm(last)
        recorder?("pooled", pooled)
        let embedding = try head(pooled)  // [B, E]
        recorder?("embedding", embedding)
        return embedding
    }
}
