internal import COneDNN

/// The mean of every square window: `[B, H, W, C]` gives `[B, H', W', C]`.
///
/// Rows and columns that fill no window are left out.
package final class AveragePool {
    private let engine: Engine
    private let kernel: Int
    private let stride: Int
    private var primitives = PrimitiveCache<Shape, Primitive>()

    package init(kernel: Int, stride: Int, on engine: Engine) {
        precondition(kernel > 0 && stride > 0, "kernel \(kernel), stride \(stride)")
        self.engine = engine
        self.kernel = kernel
        self.stride = stride
    }

    package func callAsFunction(_ x: Tensor) throws(OneDNNError) -> Tensor {
        precondition(
            x.shape.rank == 4 && x.shape.count > 0 && x.shape[1] >= kernel && x.shape[2] >= kernel,
            "windows of \(kernel) over an input of shape \(x.shape)")
        let shape = x.shape
        let result = Tensor(
            uninitialized: [
                shape[0], (shape[1] - kernel) / stride + 1, (shape[2] - kernel) / stride + 1,
                shape[3],
            ],
            on: engine)
        let primitive = try primitives(shape) { () throws(OneDNNError) in
            try prepare(shape, result.shape)
        }
        try unsafe primitive.run(
            [x.buffer.address, result.buffer.address], during: .running(.averagePool, shape))
        extendLifetime(x.buffer)
        extendLifetime(result.buffer)
        return result
    }

    private func prepare(_ input: Shape, _ output: Shape) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.averagePool, input)
        let source = try Layout(channelsLast: input, during: activity)
        let destination = try Layout(channelsLast: output, during: activity)
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
