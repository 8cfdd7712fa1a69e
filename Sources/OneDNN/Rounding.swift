internal import COneDNN

/// Rounds values to the precision of its engine.
final class Rounding {
    /// A result, and the number of float32 values that take its memory.
    private struct Step {
        let primitive: Primitive
        let bufferCount: Int
    }

    private let engine: Engine
    private var steps = PrimitiveCache<Int, Step>()

    init(on engine: Engine) {
        self.engine = engine
    }

    /// The values in their order; the tensor's own memory where the precision is float32.
    func callAsFunction(_ x: Tensor) throws(OneDNNError) -> Buffer {
        guard engine.precision != .float32 else { return x.buffer }
        let count = x.shape.count
        let step = try steps(count) { () throws(OneDNNError) in try prepare(count) }
        let result = engine.workspace.buffer(count: step.bufferCount)
        try unsafe step.primitive.run(
            [x.buffer.address, result.address], during: .running(.rounding, x.shape))
        extendLifetime(x.buffer)
        extendLifetime(result)
        return result
    }

    private func prepare(_ count: Int) throws(OneDNNError) -> Step {
        let activity = OneDNNError.Activity.preparing(.rounding, [count])
        let source = try Layout(dense: [count], during: activity)
        let destination = try Layout(dense: [count], in: engine.precision, during: activity)
        engine.claimThread()
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_reorder(
                &handle, engine.handle, source.handle, destination.handle, attributes)
        }
        let primitive = try Primitive(
            plan, [.perRun(DNNL_ARG_FROM, source), .perRun(DNNL_ARG_TO, destination)],
            on: engine, during: activity)
        return Step(primitive: primitive, bufferCount: destination.bufferCount)
    }
}
