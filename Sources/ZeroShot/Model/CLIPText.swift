internal import OneDNN

/// The causal text transformer of CLIP: tokens, positions, pre-norm blocks, one projected row.
///
/// ```
/// ids ─ token rows + positions ─ blocks ─ norm ─ end-of-text row ─ projection
/// ```
/// Attention looks back only: what stands behind the end-of-text token changes nothing and is not
/// computed, and what prompts begin with alike is computed once.
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

    func batches(of prompts: [[Int32]]) -> [[Int]] {
        TokenTree.batches(of: prompts.map(configuration.pooling.path(in:)))
    }

    func callAsFunction(_ prompts: [[Int32]], recorder: Recorder?) throws -> Tensor {
        let tree = TokenTree(prompts.map(configuration.pooling.path(in:)))
        let ends = try transformer.ends(
            of: tree, try tree.embedded(tokenEmbedding, positions: positions, on: engine),
            recorder: recorder
        )  // [M, D]
        let pooled = try finalNorm(ends)
        recorder?("pooled", pooled)
        let embedding = try projection(pooled)  // [M, E]
        recorder?("embedding", embedding)
        return embedding.gatheringRows(tree.endOfPrompt)  // [B, E]
    }
}
