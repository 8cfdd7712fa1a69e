internal import COneDNN

/// A fully connected layer: `y = activation(x Wᵀ + b)`, with the weights packed once it pays.
package final class Linear {
    package let inputs: Int
    package let outputs: Int

    /// The row count that the packed layout is chosen for; all others use that layout too.
    ///
    /// Measured from 1 to 2,464 rows, oneDNN 2.6 and 3.2 choose the same layout for each of them.
    private static let representativeRows = 64

    /// Runs on the weights as they are stored, before they are packed.
    ///
    /// oneDNN then copies them piece by piece, which makes a product of 50 rows take a quarter
    /// longer. Packing takes as long as dozens of such copies, most of it for new memory: a process
    /// that ranks one image ends before that pays, and one that ranks many gets there soon.
    private static let storedRuns = 4

    private struct Sizes: Hashable {
        let rows: Int
        let addsResidual: Bool
    }

    private let engine: Engine
    private let activation: Activation?
    private var weights: Memory  // [K, N], as stored or packed
    private var runs = 0
    private let bias: Memory?  // [1, N]
    private var products = PrimitiveCache<Sizes, Primitive>()

    /// The layer with these weights, `[outputs, inputs]` row by row, and bias, `[outputs]`.
    ///
    /// The weights are read where they lie, and let go when they are packed.
    package init(
        weights: some WeightSource, outputs: Int, inputs: Int, bias: [Float]?,
        activation: Activation? = nil, on engine: Engine
    ) throws(OneDNNError) {
        precondition(outputs > 0 && inputs > 0, "a layer of [\(outputs), \(inputs)]")
        precondition(
            weights.count == outputs * inputs,
            "\(weights.count) weights for a layer of [\(outputs), \(inputs)]")
        self.inputs = inputs
        self.outputs = outputs
        self.engine = engine
        self.activation = activation
        let activity = OneDNNError.Activity.preparing(.matrixProduct, [outputs, inputs])
        if let bias {
            precondition(bias.count == outputs, "\(bias.count) biases for \(outputs) outputs")
            self.bias = try Memory(bias, shape: [1, outputs], on: engine, during: activity)
        } else {
            self.bias = nil
        }
        self.weights = try Memory(
            Layout([inputs, outputs], strides: [1, inputs], during: activity), of: weights,
            on: engine, during: activity)
    }

    /// `activation(x Wᵀ + b)`: `[..., inputs]` gives `[..., outputs]`.
    package func callAsFunction(_ x: Tensor) throws(OneDNNError) -> Tensor {
        let result = Tensor(uninitialized: x.shape.replacingLast(with: outputs), on: engine)
        try run(x, addsResidual: false, into: result)
        return result
    }

    /// `residual = activation(x Wᵀ + b + residual)`, computed in the residual's own memory.
    package func callAsFunction(
        _ x: Tensor, addingTo residual: inout Tensor
    ) throws(OneDNNError) {
        precondition(
            residual.shape == x.shape.replacingLast(with: outputs),
            "a residual of shape \(residual.shape) for \(outputs) outputs of \(x.shape)")
        residual.makeUnique()
        try run(x, addsResidual: true, into: residual)
    }

    private func run(
        _ x: Tensor, addsResidual: Bool, into result: Tensor
    ) throws(OneDNNError) {
        precondition(
            x.shape.rank > 0 && x.shape[-1] == inputs && x.shape.count > 0,
            "input of shape \(x.shape) for a layer of [\(outputs), \(inputs)]")
        if runs == Self.storedRuns { try pack() }
        runs += 1
        let sizes = Sizes(rows: x.shape.rowCount, addsResidual: addsResidual)
        let primitive = try products(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        try unsafe primitive.run(
            [x.buffer.address, result.buffer.address], during: .running(.matrixProduct, x.shape))
        extendLifetime(x.buffer)
        extendLifetime(result.buffer)
    }

    private func pack() throws(OneDNNError) {
        let activity = OneDNNError.Activity.preparing(.packing, [outputs, inputs])
        let plan = try MatrixProduct(
            source: Layout(dense: [Self.representativeRows, inputs], during: activity),
            weights: Layout([inputs, outputs], strides: nil, during: activity),
            bias: bias?.layout,
            destination: Layout(dense: [Self.representativeRows, outputs], during: activity)
        ).plan(nil, on: engine, during: activity)
        weights = try weights.reordered(
            to: Layout(of: dnnl_query_weights_md, in: plan, during: activity), on: engine,
            during: activity)
        // They are made for the stored weights, and keep them.
        products = PrimitiveCache()
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(
            .matrixProduct, [sizes.rows, inputs, outputs])
        let operations = try PostOperations(during: activity)
        if sizes.addsResidual { try operations.addDestination() }
        if let activation { try operations.apply(activation) }
        let product = MatrixProduct(
            source: try Layout(dense: [sizes.rows, inputs], during: activity),
            weights: weights.layout, bias: bias?.layout,
            destination: try Layout(dense: [sizes.rows, outputs], during: activity))
        var arguments: [Primitive.Argument] = [
            .perRun(DNNL_ARG_SRC, product.source), .perRun(DNNL_ARG_DST, product.destination),
            .constant(DNNL_ARG_WEIGHTS, weights),
        ]
        if let bias { arguments.append(.constant(DNNL_ARG_BIAS, bias)) }
        return try Primitive(
            product.plan(operations, on: engine, during: activity), arguments, on: engine,
            during: activity)
    }
}
