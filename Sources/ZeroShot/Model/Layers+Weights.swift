internal import OneDNN

extension Linear {
    /// The linear map stored as `weight` `[outputs, inputs]` and `bias` `[outputs]`.
    convenience init(
        _ weights: Weights, outputs: Int, inputs: Int, activation: Activation? = nil,
        precision: Precision = .float32, on engine: Engine
    ) throws {
        try self.init(
            weights: weights.source("weight", [outputs, inputs]), outputs: outputs, inputs: inputs,
            bias: weights.floats("bias", [outputs]), activation: activation,
            precision: precision, on: engine
        )
    }

    /// The linear map stored as `weight` and `bias`, each output multiplied by its `gain`
    /// `[outputs]` where there is one.
    ///
    /// `g · (x Wᵀ + b)` is computed as `x (g W)ᵀ + g b`, so that a layer scale costs nothing.
    convenience init(
        _ weights: Weights, outputs: Int, inputs: Int, gain: [Float]?,
        precision: Precision = .float32, on engine: Engine
    ) throws {
        guard let gain else {
            try self.init(
                weights, outputs: outputs, inputs: inputs, precision: precision, on: engine
            )
            return
        }
        var matrix = try weights.floats("weight", [outputs, inputs])
        for index in matrix.indices {
            matrix[index] *= gain[index / inputs]
        }
        let bias = try weights.floats("bias", [outputs])
        try self.init(
            weights: matrix, outputs: outputs, inputs: inputs,
            bias: zip(bias, gain).map { $0 * $1 }, precision: precision, on: engine
        )
    }

    /// `count` linear maps stored one below the other: `[count * outputs, inputs]`, and their
    /// biases one after the other, as attention's queries, keys and values often are.
    static func stacked(
        _ weights: Weights, weight: String, bias: String, count: Int, outputs: Int, inputs: Int,
        precision: Precision = .float32, on engine: Engine
    ) throws -> [Linear] {
        let matrices = try weights.source(weight, [count * outputs, inputs])
        let biases = try weights.floats(bias, [count * outputs])
        let size = outputs * inputs
        return try (0..<count).map { part in
            try Linear(
                weights: matrices[part * size..<(part + 1) * size],
                outputs: outputs, inputs: inputs,
                bias: Array(biases[part * outputs..<(part + 1) * outputs]),
                precision: precision, on: engine
            )
        }
    }

    /// The projection stored as the transpose of a linear map, `[inputs, outputs]`, without bias.
    convenience init(
        transposing matrix: [Float], outputs: Int, inputs: Int, on engine: Engine
    ) throws {
        var weights = [Float](repeating: 0, count: matrix.count)
        for input in 0..<inputs {
            for output in 0..<outputs {
                weights[output * inputs + input] = matrix[input * outputs + output]
            }
        }
        try self.init(weights: weights, outputs: outputs, inputs: inputs, bias: nil, on: engine)
    }
}

extension LayerNorm {
    /// The norm stored as `weight` and `bias`, over the last axis.
    convenience init(
        _ weights: Weights, _ sizes: TransformerConfiguration, on engine: Engine
    ) throws {
        try self.init(weights, width: sizes.hiddenSize, epsilon: sizes.epsilon, on: engine)
    }

    /// The norm stored as `weight` and `bias` `[width]`.
    convenience init(_ weights: Weights, width: Int, epsilon: Float, on engine: Engine) throws {
        try self.init(
            gain: weights.floats("weight", [width]),
            bias: weights.floats("bias", [width]),
            epsilon: epsilon,
            on: engine
        )
    }
}

extension Weights {
    /// The tensor of this key and shape, to be added or prepended as it is.
    func tensor(_ key: String, _ shape: [Int]) throws -> Tensor {
        Tensor(try floats(key, shape), shape: Shape(shape))
    }
}
