internal import COneDNN

/// Softmax over the last axis: positive values that sum to 1 in every row.
package final class Softmax {
    private let engine: Engine
    private var primitives = PrimitiveCache<Shape, Primitive>()

    package init(on engine: Engine) {
        self.engine = engine
    }

    /// The softmax of every row, in the shape of the input.
    package func callAsFunction(_ x: Tensor) throws(OneDNNError) -> Tensor {
        let result = Tensor(uninitialized: x.shape, on: engine)
        try unsafe run(x.buffer.address, into: result.buffer.address, shape: x.shape)
        extendLifetime(x.buffer)
        extendLifetime(result.buffer)
        return result
    }

    /// The softmax of rows that need not be kept.
    func inPlace(_ x: inout Tensor) throws(OneDNNError) {
        x.makeUnique()
        try unsafe run(x.buffer.address, into: x.buffer.address, shape: x.shape)
    }

    @unsafe
    private func run(
        _ source: UnsafeMutablePointer<Float>, into destination: UnsafeMutablePointer<Float>,
        shape: Shape
    ) throws(OneDNNError) {
        precondition(shape.rank > 0 && shape.count > 0, "softmax of shape \(shape)")
        let sizes: Shape = [shape.rowCount, shape[-1]]
        let primitive = try primitives(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        try unsafe primitive.run([source, destination], during: .running(.softmax, shape))
    }

    private func prepare(_ sizes: Shape) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.softmax, sizes)
        let data = try Layout(dense: sizes, during: activity)
        engine.claimThread()
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_softmax(&handle, engine.handle, data.handle, 1, attributes)
        }
        return try Primitive(
            plan, [.perRun(DNNL_ARG_SRC, data), .perRun(DNNL_ARG_DST, data)], on: engine,
            during: activity)
    }
}
