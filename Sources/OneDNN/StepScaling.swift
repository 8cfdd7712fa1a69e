internal import COneDNN

/// Turns sums of products of whole steps into a layer's result:
/// `activation(sum * row step * weight step + bias)`.
///
/// A pass of its own, since oneDNN 2.6 has no fast product that multiplies each row by a factor.
final class StepScaling {
    private struct Sizes: Hashable {
        let rows: Int
        let addsResidual: Bool
    }

    private let engine: Engine
    private let outputs: Int
    private let activation: Activation?
    private let weightSteps: Memory  // [1, N]
    private let bias: Memory?  // [1, N]
    private var primitives = PrimitiveCache<Sizes, Primitive>()

    init(
        weightSteps: Buffer, bias: Memory?, outputs: Int, activation: Activation?,
        on engine: Engine
    ) throws(OneDNNError) {
        self.engine = engine
        self.outputs = outputs
        self.activation = activation
        self.bias = bias
        let activity = OneDNNError.Activity.preparing(.packing, [outputs])
        self.weightSteps = try Memory(
            Layout(dense: [1, outputs], during: activity), holding: weightSteps, on: engine,
            during: activity)
    }

    /// Scales `rows` rows of sums; `steps` says what one step of each row is worth.
    @unsafe
    func callAsFunction(
        _ sums: UnsafeMutablePointer<Float>, steps: UnsafeMutablePointer<Float>, rows: Int,
        addsResidual: Bool, into result: UnsafeMutablePointer<Float>
    ) throws(OneDNNError) {
        let sizes = Sizes(rows: rows, addsResidual: addsResidual)
        let primitive = try primitives(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        try unsafe primitive.run(
            [sums, steps, result], during: .running(.scaling, [rows, outputs]))
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.scaling, [sizes.rows, outputs])
        let values = try Layout(dense: [sizes.rows, outputs], during: activity)
        let steps = try Layout(dense: [sizes.rows, 1], during: activity)
        let operations = try PostOperations(during: activity)
        var arguments: [Primitive.Argument] = [
            .perRun(DNNL_ARG_SRC_0, values), .perRun(DNNL_ARG_SRC_1, steps),
            .perRun(DNNL_ARG_DST, values),
            .constant(try operations.multiply(by: weightSteps.layout), weightSteps),
        ]
        if let bias { arguments.append(.constant(try operations.add(bias.layout), bias)) }
        if sizes.addsResidual { try operations.addDestination() }
        if let activation { try operations.apply(activation) }
        engine.claimThread()
        let plan = try unsafe Plan(operations, during: activity) { handle, attributes in
            unsafe onednn_plan_binary(
                &handle, engine.handle, dnnl_binary_mul, values.handle, steps.handle,
                values.handle, attributes)
        }
        return try Primitive(plan, arguments, on: engine, during: activity)
    }
}
