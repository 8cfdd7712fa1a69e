internal import OneDNN

/// Two linear maps with the activation between them.
struct MLP {
    private let expand: Linear  // [F, D]
    private let contract: Linear  // [D, F]

    /// `gain` `[D]` multiplies the result, where the block has a layer scale.
    init(
        _ weights: Weights, expand expandKey: String, contract contractKey: String,
        gain: [Float]? = nil, _ sizes: TransformerConfiguration,
        precision: Precision = .float32, on engine: Engine
    ) throws {
        let (d, f) = (sizes.hiddenSize, sizes.mlpSize)
        expand = try Linear(
            weights.scope(expandKey), outputs: f, inputs: d, activation: sizes.activation,
            precision: precision, on: engine
        )
        contract = try Linear(
            weights.scope(contractKey), outputs: d, inputs: f, gain: gain, precision: precision,
            on: engine
        )
    }

    /// `[..., D]`; the result is added to `residual`.
    func callAsFunction(_ normed: Tensor, addingTo residual: inout Tensor) throws {
        try contract(expand.feedingNext(normed), addingTo: &residual)
    }
}
