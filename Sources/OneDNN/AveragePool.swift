internal import COneDNN

/// The mean of every square window: `[B, H, W, C]` gives `[B, H', W', C]` in the same arrangement.
///
/// Rows and columns that fill no window are left out.
package final class AveragePool {
    private struct Sizes: Hashable {
        let input: Shape
        let arrangement: FeatureMap.Arrangement
    }

    private let engine: Engine
    private let kernel: Int
    private let stride: Int
    private var primitives = PrimitiveCache<Sizes, Primitive>()

    package init(kernel: Int, stride: Int, on engine: Engine) {
        precondition(kernel > 0 && stride > 0, "kernel \(kernel), stride \(stride)")
        self.engine = engine
        self.kernel = kernel
        self.stride = stride
    }

    package func callAsFunction(_ x: FeatureMap) throws(OneDNNError) -> FeatureMap {
        let shape = x.shape
        precondition(
            shape.count > 0 && shape[1] >= kernel && shape[2] >= kernel,
            "windows of \(kernel) over an input of shape \(shape)")
        let result = FeatureMap(
            uninitialized: [
                shape[0], (shape[1] - kernel) / stride + 1, (shape[2] - kernel) / stride + 1,
                shape[3],
            ],
            x.arrangement, on: engine)
        let sizes = Sizes(input: shape, arrangement: x.arrangement)
        let primitive = try primitives(sizes) { () throws(OneDNNError) in
            try prepare(sizes, result.shape)
        }
        try unsafe primitive.run(
            [x.buffer.address, result.buffer.address], during: .running(.averagePool, shape))
        extendLifetime(x.buffer)
        extendLifetime(result.buffer)
        return result
    }

    private func prepare(_ sizes: Sizes, _ output: Shape) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.averagePool, sizes.input)
        let source = try Layout(
            activations: sizes.input, sizes.arrangement, during: activity)
        let destination = try Layout(activations: output, sizes.arrangement, during: activity)
        engine.claimThread()
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_average_pool(
                &handle, engine.handle, source.handle, destination.handle,
                [Int64(stride), Int64(stride)], [Int64(kernel), Int64(kernel)], attributes)
        }
        return try Primitive(
            plan, [.perRun(DNNL_ARG_SRC, source), .perRun(DNNL_ARG_DST, destination)], on: engine,
            during: activity)
    }
}
