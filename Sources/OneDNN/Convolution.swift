internal import COneDNN

/// A convolution over activations whose channels lie side by side:
/// `y = activation(x * W + b)`, `[B, H, W, I]` gives `[B, H', W', O]`.
package final class Convolution {
    private struct Sizes: Hashable {
        let input: Shape
        let addsResidual: Bool
    }

    private let engine: Engine
    private let shape: Shape  // [O, I, kh, kw]
    private let stride: Int
    private let padding: Int
    private let activation: Activation?
    private let bias: Memory  // [O]
    /// In the layout that the newest primitive asked for; older primitives keep their own, unless
    /// it is the same.
    private var weights: Memory
    private var primitives = PrimitiveCache<Sizes, Primitive>()

    /// The convolution with the same stride and zero padding on both axes and all sides.
    package init(
        _ weights: ConvolutionWeights, stride: Int = 1, padding: Int = 0,
        activation: Activation? = nil, on engine: Engine
    ) throws(OneDNNError) {
        precondition(stride > 0 && padding >= 0, "stride \(stride), padding \(padding)")
        self.engine = engine
        self.stride = stride
        self.padding = padding
        self.activation = activation
        shape = weights.shape
        let activity = OneDNNError.Activity.preparing(.packing, weights.shape)
        bias = try Memory(weights.bias, shape: [weights.shape[0]], on: engine, during: activity)
        self.weights = try Memory(
            weights.values, shape: weights.shape, on: engine, during: activity)
    }

    /// `activation(x * W + b)`.
    package func callAsFunction(_ x: Tensor) throws(OneDNNError) -> Tensor {
        let result = Tensor(uninitialized: outputShape(for: x.shape), on: engine)
        try run(x, addsResidual: false, into: result)
        return result
    }

    /// `residual = activation(x * W + b + residual)`, computed in the residual's own memory.
    package func callAsFunction(
        _ x: Tensor, addingTo residual: inout Tensor
    ) throws(OneDNNError) {
        precondition(
            residual.shape == outputShape(for: x.shape),
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
        _ x: Tensor, addsResidual: Bool, into result: Tensor
    ) throws(OneDNNError) {
        let sizes = Sizes(input: x.shape, addsResidual: addsResidual)
        let primitive = try primitives(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        try unsafe primitive.run(
            [x.buffer.address, result.buffer.address], during: .running(.convolution, x.shape))
        extendLifetime(x.buffer)
        extendLifetime(result.buffer)
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.convolution, sizes.input)
        let operations = try PostOperations(during: activity)
        if sizes.addsResidual { try operations.addDestination() }
        if let activation { try operations.apply(activation) }
        let source = try Layout(channelsLast: sizes.input, during: activity)
        let destination = try Layout(
            channelsLast: outputShape(for: sizes.input), during: activity)
        let free = try Layout(shape.dimensions, strides: nil, during: activity)
        engine.claimThread()
        let plan = try unsafe Plan(operations, during: activity) { handle, attributes in
            unsafe onednn_plan_convolution(
                &handle, engine.handle, source.handle, free.handle, bias.layout.handle,
                destination.handle, Self.pair(stride), Self.pair(padding), attributes)
        }
        let preferred = try Layout(of: dnnl_query_weights_md, in: plan, during: activity)
        if !preferred.isEqual(to: weights.layout) {
            weights = try weights.reordered(to: preferred, on: engine, during: activity)
        }
        return try Primitive(
            plan,
            [
                .perRun(DNNL_ARG_SRC, source), .perRun(DNNL_ARG_DST, destination),
                .constant(DNNL_ARG_WEIGHTS, weights), .constant(DNNL_ARG_BIAS, bias),
            ],
            on: engine, during: activity)
    }

    private static func pair(_ length: Int) -> [Int64] {
        [Int64(length), Int64(length)]
    }
}
