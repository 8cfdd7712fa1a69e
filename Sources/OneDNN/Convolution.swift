internal import COneDNN

/// A convolution: `y = activation(x * W + b)`, `[B, H, W, I]` gives `[B, H', W', O]`.
package final class Convolution {
    private struct Sizes: Hashable {
        let input: Shape
        let arrangement: FeatureMap.Arrangement
        let addsResidual: Bool
    }

    private let engine: Engine
    private let shape: Shape  // [O, I, kh, kw]
    private let stride: Int
    private let padding: Int
    private let activation: Activation?
    private let output: FeatureMap.Arrangement
    private let bias: Memory  // [O]
    /// The weights `[O, I, kh, kw]` that others are made from: as stored, or as packed last.
    private var weights: Memory
    /// The weights in the layouts that primitives asked for; these are a few, whatever the sizes.
    private var packed: [Memory] = []
    private var primitives = PrimitiveCache<Sizes, Primitive>()

    /// The convolution with the same stride and zero padding on both axes and all sides, which
    /// yields values in this arrangement.
    package init(
        _ weights: ConvolutionWeights, stride: Int = 1, padding: Int = 0,
        activation: Activation? = nil, output: FeatureMap.Arrangement, on engine: Engine
    ) throws(OneDNNError) {
        precondition(stride > 0 && padding >= 0, "stride \(stride), padding \(padding)")
        self.engine = engine
        self.stride = stride
        self.padding = padding
        self.activation = activation
        self.output = output
        shape = weights.shape
        let activity = OneDNNError.Activity.preparing(.packing, weights.shape)
        bias = try Memory(weights.bias, shape: [weights.shape[0]], on: engine, during: activity)
        self.weights = try Memory(
            weights.values, shape: weights.shape, on: engine, during: activity)
    }

    /// `activation(x * W + b)`.
    package func callAsFunction(_ x: FeatureMap) throws(OneDNNError) -> FeatureMap {
        let result = FeatureMap(uninitialized: outputShape(for: x.shape), output, on: engine)
        try run(x, addsResidual: false, into: result)
        return result
    }

    /// `residual = activation(x * W + b + residual)`, computed in the residual's own memory.
    package func callAsFunction(
        _ x: FeatureMap, addingTo residual: inout FeatureMap
    ) throws(OneDNNError) {
        precondition(
            residual.shape == outputShape(for: x.shape) && residual.arrangement == output,
            "a residual of shape \(residual.shape) for a convolution of \(x.shape)")
        residual.makeUnique()
        try run(x, addsResidual: true, into: residual)
    }

    private func outputShape(for input: Shape) -> Shape {
        precondition(
            input.rank == 4 && input[3] == shape[1] && input.count > 0,
            "input of shape \(input) for convolution weights of \(shape)")
        let height = input[1] + 2 * padding - shape[2]
        let width = input[2] + 2 * padding - shape[3]
        precondition(height >= 0 && width >= 0, "a kernel of \(shape) over an input of \(input)")
        return [input[0], height / stride + 1, width / stride + 1, shape[0]]
    }

    private func run(
        _ x: FeatureMap, addsResidual: Bool, into result: FeatureMap
    ) throws(OneDNNError) {
        let sizes = Sizes(
            input: x.shape, arrangement: x.arrangement, addsResidual: addsResidual)
        let primitive = try primitives(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        try unsafe primitive.run(
            [x.buffer.address, result.buffer.address], during: .running(.convolution, x.shape))
        extendLifetime(x.buffer)
        extendLifetime(result.buffer)
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.convolution, sizes.input)
        let source = try Layout(
            activations: sizes.input, sizes.arrangement, during: activity)
        let destination = try Layout(
            activations: outputShape(for: sizes.input), output, during: activity)
        engine.claimThread()
        let plan = try fastestPlan(sizes)
        return try Primitive(
            plan,
            [
                .perRun(DNNL_ARG_SRC, source), .perRun(DNNL_ARG_DST, destination),
                .constant(DNNL_ARG_WEIGHTS, weights(for: plan, during: activity)),
                .constant(DNNL_ARG_BIAS, bias),
            ],
            on: engine, during: activity)
    }

    private func fastestPlan(_ sizes: Sizes) throws(OneDNNError) -> Plan {
        if let plan = try winogradPlan(sizes) { return plan }
        return try plan(dnnl_convolution_direct, sizes)
    }

    private var mayUseWinograd: Bool {
        output == .channelBlocks && stride == 1 && shape[2] == 3 && shape[3] == 3
    }

    /// Winograd's algorithm, where oneDNN has it for these sizes.
    private func winogradPlan(_ sizes: Sizes) throws(OneDNNError) -> Plan? {
        guard mayUseWinograd, sizes.arrangement == output else { return nil }
        do throws(OneDNNError) {
            return try plan(dnnl_convolution_winograd, sizes)
        } catch .notImplemented {
            return nil
        }
    }

    /// Whether oneDNN has Winograd's algorithm for an input of this shape in blocks of channels.
    fileprivate func usesWinograd(forInput shape: Shape) -> Bool {
        let sizes = Sizes(input: shape, arrangement: .channelBlocks, addsResidual: false)
        return (try? winogradPlan(sizes)) != nil
    }

    private func plan(
        _ algorithm: dnnl_alg_kind_t, _ sizes: Sizes
    ) throws(OneDNNError) -> Plan {
        let activity = OneDNNError.Activity.preparing(.convolution, sizes.input)
        let operations = try PostOperations(during: activity)
        if sizes.addsResidual { try operations.addDestination() }
        if let activation { try operations.apply(activation) }
        let source = try Layout(
            activations: sizes.input, sizes.arrangement, during: activity)
        let destination = try Layout(
            activations: outputShape(for: sizes.input), output, during: activity)
        let free = try Layout(shape.dimensions, strides: nil, during: activity)
        return try unsafe Plan(operations, during: activity) { handle, attributes in
            unsafe onednn_plan_convolution(
                &handle, engine.handle, source.handle, free.handle, bias.layout.handle,
                destination.handle, Self.pair(stride), Self.pair(padding), algorithm, attributes)
        }
    }

    private func weights(
        for plan: Plan, during activity: OneDNNError.Activity
    ) throws(OneDNNError) -> Memory {
        let preferred = try Layout(of: dnnl_query_weights_md, in: plan, during: activity)
        if let found = packed.first(where: { preferred.isEqual(to: $0.layout) }) { return found }
        let reordered = try weights.reordered(to: preferred, on: engine, during: activity)
        packed.append(reordered)
        // What Winograd's algorithm multiplies with are other numbers, and more of them.
        if !mayUseWinograd { weights = reordered }
        return reordered
    }

    private static func pair(_ length: Int) -> [Int64] {
        [Int64(length), Int64(length)]
    }
}

extension Engine {
    /// Whether oneDNN has Winograd's convolution for this processor.
    var hasWinograd: Bool {
        let weights = ConvolutionWeights(
            [Float](repeating: 0, count: 32 * 32 * 9), shape: [32, 32, 3, 3])
        let convolution = try? Convolution(
            weights, padding: 1, output: .channelBlocks, on: self)
        return convolution?.usesWinograd(forInput: [1, 16, 16, 32]) ?? false
    }
}
