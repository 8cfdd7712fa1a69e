internal import COneDNN

/// A fully connected layer: `y = activation(x Wᵀ + b)`, with the weights packed once it pays.
///
/// Weights and input are rounded to the layer's precision; bias, activation and result are not.
package final class Linear {
    package let inputs: Int
    package let outputs: Int

    /// The row count that the packed layout is chosen for; all others use that layout too.
    ///
    /// Measured from 1 to 2,464 rows, oneDNN 2.6 and 3.2 choose the same layout for each of them.
    private static let representativeRows = 64

    /// Runs on float32 weights as they are stored, before they are packed.
    ///
    /// oneDNN then copies them piece by piece, which makes a product of 50 rows take a quarter
    /// longer. Packing takes as long as dozens of such copies, most of it for new memory: a process
    /// that ranks one image ends before that pays, and one that ranks many gets there soon.
    /// See ``Engine/Packing``.
    package static let storedRuns = 4

    /// Rows whose sums of steps stay in the cache until they are scaled.
    private static let rowsPerRound = 128

    private struct Sizes: Hashable {
        let rows: Int
        let destination: Precision
        let addsResidual: Bool
    }

    private let engine: Engine
    private let precision: Precision
    private let activation: Activation?
    private var weights: Memory  // [K, N], as stored or packed
    private var runsBeforePacking: Int? = storedRuns
    private let bias: Memory?  // [1, N]
    private let scaling: StepScaling?  // where weights are whole steps
    private let rounding: Rounding
    private var products = PrimitiveCache<Sizes, Primitive>()

    /// The layer with these weights, `[outputs, inputs]` row by row, and bias, `[outputs]`.
    ///
    /// The weights are read where they lie, and let go when they are packed.
    package init(
        weights: some WeightSource, outputs: Int, inputs: Int, bias: [Float]?,
        activation: Activation? = nil, precision: Precision = .float32, on engine: Engine
    ) throws(OneDNNError) {
        precondition(outputs > 0 && inputs > 0, "a layer of [\(outputs), \(inputs)]")
        precondition(
            weights.count == outputs * inputs,
            "\(weights.count) weights for a layer of [\(outputs), \(inputs)]")
        self.inputs = inputs
        self.outputs = outputs
        self.engine = engine
        self.activation = activation
        self.precision = precision
        rounding = Rounding(to: precision, on: engine)
        let activity = OneDNNError.Activity.preparing(.matrixProduct, [outputs, inputs])
        if let bias {
            precondition(bias.count == outputs, "\(bias.count) biases for \(outputs) outputs")
            self.bias = try Memory(bias, shape: [1, outputs], on: engine, during: activity)
        } else {
            self.bias = nil
        }
        let stored = try Layout(
            [inputs, outputs], strides: [1, inputs],
            in: precision == .int8 ? .int8 : .float32, during: activity)
        if precision == .int8 {
            let rounded = rounding.constant(weights, rows: outputs, width: inputs)
            scaling = try StepScaling(
                weightSteps: rounded.steps, bias: self.bias, outputs: outputs,
                activation: activation, on: engine)
            self.weights = try Memory(
                stored, holding: rounded.values, on: engine, during: activity)
        } else {
            scaling = nil
            self.weights = try Memory(stored, of: weights, on: engine, during: activity)
        }
        if precision != .float32 || engine.packing == .atOnce { try pack() }
    }

    /// The rows as this layer, and every other of its precision, reads them.
    package func input(_ x: Tensor) throws(OneDNNError) -> LinearInput {
        try rounding(x)
    }

    /// `activation(x Wᵀ + b)`: `[..., inputs]` gives `[..., outputs]`.
    package func callAsFunction(_ x: Tensor) throws(OneDNNError) -> Tensor {
        try self(input(x))
    }

    /// `activation(x Wᵀ + b)`: `[..., inputs]` gives `[..., outputs]`.
    package func callAsFunction(_ x: LinearInput) throws(OneDNNError) -> Tensor {
        let result = Tensor(uninitialized: x.shape.replacingLast(with: outputs), on: engine)
        try run(x, addsResidual: false, into: LinearInput(result))
        return result
    }

    /// `residual = activation(x Wᵀ + b + residual)`, computed in the residual's own memory.
    package func callAsFunction(
        _ x: Tensor, addingTo residual: inout Tensor
    ) throws(OneDNNError) {
        try self(input(x), addingTo: &residual)
    }

    /// `residual = activation(x Wᵀ + b + residual)`, computed in the residual's own memory.
    package func callAsFunction(
        _ x: LinearInput, addingTo residual: inout Tensor
    ) throws(OneDNNError) {
        precondition(
            residual.shape == x.shape.replacingLast(with: outputs),
            "a residual of shape \(residual.shape) for \(outputs) outputs of \(x.shape)")
        residual.makeUnique()
        try run(x, addsResidual: true, into: LinearInput(residual))
    }

    /// `activation(x Wᵀ + b)` for other layers only, which may spare it the way through float32.
    package func feedingNext(_ x: Tensor) throws(OneDNNError) -> LinearInput {
        guard precision == .bfloat16 else { return try rounding(self(x)) }
        let shape = x.shape.replacingLast(with: outputs)
        let result = LinearInput(
            shape: shape, precision: .bfloat16, buffer: rounding.buffer(count: shape.count))
        try run(input(x), addsResidual: false, into: result)
        return result
    }

    private func run(
        _ x: LinearInput, addsResidual: Bool, into result: LinearInput
    ) throws(OneDNNError) {
        precondition(
            x.shape.rank > 0 && x.shape[-1] == inputs && x.shape.count > 0,
            "input of shape \(x.shape) for a layer of [\(outputs), \(inputs)]")
        if runsBeforePacking == 0 { try pack() }
        runsBeforePacking? -= 1
        precondition(
            x.precision == precision, "\(x.precision) input for a layer of \(precision)")
        if let scaling, let steps = x.steps {
            try run(x, steps, scaling, addsResidual: addsResidual, into: result)
        } else {
            let sizes = Sizes(
                rows: x.shape.rowCount, destination: result.precision, addsResidual: addsResidual)
            try unsafe product(sizes).run(
                [x.buffer.address, result.buffer.address],
                during: .running(.matrixProduct, x.shape))
        }
        extendLifetime(x)
        extendLifetime(result)
    }

    /// The products of whole steps, and then what they are worth.
    private func run(
        _ x: LinearInput, _ steps: Buffer, _ scaling: StepScaling, addsResidual: Bool,
        into result: LinearInput
    ) throws(OneDNNError) {
        let count = x.shape.rowCount
        let values = unsafe UnsafeMutableRawPointer(x.buffer.address)
        for start in stride(from: 0, to: count, by: Self.rowsPerRound) {
            let rows = min(Self.rowsPerRound, count - start)
            let sums = engine.workspace.buffer(count: rows * outputs)
            let round = unsafe (values + start * inputs).assumingMemoryBound(to: Float.self)
            try unsafe product(
                Sizes(rows: rows, destination: .float32, addsResidual: false)
            ).run([round, sums.address], during: .running(.matrixProduct, x.shape))
            try unsafe scaling(
                sums.address, steps: steps.address + start, rows: rows,
                addsResidual: addsResidual, into: result.buffer.address + start * outputs)
            extendLifetime(sums)
        }
    }

    private func product(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        try products(sizes) { () throws(OneDNNError) in try prepare(sizes) }
    }

    /// Puts the weights into the layout that oneDNN multiplies fastest with.
    private func pack() throws(OneDNNError) {
        let activity = OneDNNError.Activity.preparing(.packing, [outputs, inputs])
        let plan = try MatrixProduct(
            source: Layout(
                dense: [Self.representativeRows, inputs], in: precision, during: activity),
            weights: Layout([inputs, outputs], strides: nil, in: precision, during: activity),
            bias: precision == .int8 ? nil : bias?.layout,
            destination: Layout(dense: [Self.representativeRows, outputs], during: activity)
        ).plan(nil, on: engine, during: activity)
        weights = try weights.reordered(
            to: Layout(of: dnnl_query_weights_md, in: plan, during: activity), on: engine,
            during: activity)
        runsBeforePacking = nil
        // They are made for the stored weights, and keep them.
        products = PrimitiveCache()
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(
            .matrixProduct, [sizes.rows, inputs, outputs])
        let operations = try PostOperations(during: activity)
        // Sums of steps get bias, residual and activation once it is known what they are worth.
        let bias = scaling == nil ? bias : nil
        if scaling == nil {
            if sizes.addsResidual { try operations.addDestination() }
            if let activation { try operations.apply(activation) }
        }
        let product = MatrixProduct(
            source: try Layout(
                dense: [sizes.rows, inputs], in: precision, during: activity),
            weights: weights.layout, bias: bias?.layout,
            destination: try Layout(
                dense: [sizes.rows, outputs], in: sizes.destination, during: activity))
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
