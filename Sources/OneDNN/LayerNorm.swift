internal import COneDNN

/// Layer normalization over the last axis: mean 0 and variance 1, then gain and bias.
package final class LayerNorm {
    /// Values of a row, D.
    package let width: Int

    private let engine: Engine
    private let epsilon: Float
    private let gain: Memory  // [D]
    private let bias: Memory  // [D]
    private var primitives = PrimitiveCache<Int, Primitive>()

    /// The layer for rows of `gain.count` values; epsilon is added to the variance.
    package init(
        gain: [Float], bias: [Float], epsilon: Float, on engine: Engine
    ) throws(OneDNNError) {
        precondition(
            !gain.isEmpty && gain.count == bias.count,
            "\(gain.count) gains and \(bias.count) biases")
        self.engine = engine
        self.epsilon = epsilon
        width = gain.count
        let activity = OneDNNError.Activity.preparing(.layerNorm, [gain.count])
        self.gain = try Memory(gain, shape: [gain.count], on: engine, during: activity)
        self.bias = try Memory(bias, shape: [bias.count], on: engine, during: activity)
    }

    /// The normalized rows, in the shape of the input.
    package func callAsFunction(_ x: Tensor) throws(OneDNNError) -> Tensor {
        precondition(
            x.shape.rank > 0 && x.shape[-1] == width && x.shape.count > 0,
            "input of shape \(x.shape) for a layer norm over \(width)")
        let rows = x.shape.rowCount
        let primitive = try primitives(rows) { () throws(OneDNNError) in try prepare(rows: rows) }
        let result = Tensor(uninitialized: x.shape, on: engine)
        try unsafe primitive.run(
            [x.buffer.address, result.buffer.address], during: .running(.layerNorm, x.shape))
        extendLifetime(x.buffer)
        extendLifetime(result.buffer)
        return result
    }

    private func prepare(rows: Int) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.layerNorm, [rows, width])
        let data = try Layout(dense: [rows, width], during: activity)
        let statistics = try Layout(dense: [rows], during: activity)
        engine.claimThread()
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_layer_norm(
                &handle, engine.handle, data.handle, statistics.handle, epsilon, attributes)
        }
        return try Primitive(
            plan,
            [
                .perRun(DNNL_ARG_SRC, data), .perRun(DNNL_ARG_DST, data),
                .constant(DNNL_ARG_SCALE, gain), .constant(DNNL_ARG_SHIFT, bias),
            ],
            on: engine, during: activity)
    }
}
