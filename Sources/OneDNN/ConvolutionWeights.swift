/// What a convolution learned: weights `[O, I, kh, kw]` row by row, and bias `[O]`.
package struct ConvolutionWeights: Sendable {
    package let values: [Float]
    package let shape: Shape
    package let bias: [Float]

    /// Weights of shape `[O, I, kh, kw]`; no bias is a bias of zeros.
    package init(_ values: [Float], shape: Shape, bias: [Float]? = nil) {
        precondition(
            shape.rank == 4 && shape.count > 0 && values.count == shape.count,
            "\(values.count) convolution weights of shape \(shape)")
        let bias = bias ?? [Float](repeating: 0, count: shape[0])
        precondition(bias.count == shape[0], "\(bias.count) biases for \(shape[0]) outputs")
        self.values = values
        self.shape = shape
        self.bias = bias
    }

    /// The weights that give the convolution followed by the norm.
    ///
    /// Computed in double precision, so that the result is rounded once.
    package func folding(_ norm: BatchNorm) -> ConvolutionWeights {
        precondition(
            norm.gain.count == shape[0],
            "a batch norm of \(norm.gain.count) channels after \(shape[0]) outputs")
        let weightsPerOutput = shape.count / shape[0]
        var values = values
        var bias = bias
        for output in 0..<shape[0] {
            let factor =
                Double(norm.gain[output])
                / (Double(norm.variance[output]) + Double(norm.epsilon)).squareRoot()
            for index in output * weightsPerOutput..<(output + 1) * weightsPerOutput {
                values[index] = Float(Double(values[index]) * factor)
            }
            let centred = Double(bias[output]) - Double(norm.mean[output])
            bias[output] = Float(centred * factor + Double(norm.bias[output]))
        }
        return ConvolutionWeights(values, shape: shape, bias: bias)
    }
}

/// Batch normalization with the statistics of its training, one value of each per channel:
/// `(x - mean) / sqrt(variance + epsilon) * gain + bias`.
package struct BatchNorm: Sendable {
    let gain: [Float]
    let bias: [Float]
    let mean: [Float]
    let variance: [Float]
    let epsilon: Float

    package init(
        gain: [Float], bias: [Float], mean: [Float], variance: [Float], epsilon: Float
    ) {
        precondition(
            bias.count == gain.count && mean.count == gain.count && variance.count == gain.count,
            "batch norm of \(gain.count) gains, \(bias.count) biases, \(mean.count) means, "
                + "\(variance.count) variances")
        self.gain = gain
        self.bias = bias
        self.mean = mean
        self.variance = variance
        self.epsilon = epsilon
    }
}
