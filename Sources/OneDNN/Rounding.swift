internal import COneDNN

/// Rounds rows to one precision.
final class Rounding {
    private let engine: Engine
    private let precision: Precision
    /// To bfloat16, by the number of values.
    private var conversions = PrimitiveCache<Int, Primitive>()

    /// Values that are rounded to whole steps in a few microseconds.
    private static let valuesPerPart = 1 << 14

    init(to precision: Precision, on engine: Engine) {
        self.precision = precision
        self.engine = engine
    }

    /// The rows in their order; the tensor's own memory where the precision is float32.
    func callAsFunction(_ x: Tensor) throws(OneDNNError) -> LinearInput {
        switch precision {
        case .float32: LinearInput(x)
        case .bfloat16: try converted(x)
        case .int8: stepped(x)
        }
    }

    /// An unset buffer for `count` values of the precision.
    func buffer(count: Int) -> Buffer {
        engine.workspace.buffer(count: Self.capacity(count, precision))
    }

    private func converted(_ x: Tensor) throws(OneDNNError) -> LinearInput {
        let count = x.shape.count
        let primitive = try conversions(count) { () throws(OneDNNError) in try prepare(count) }
        let result = buffer(count: count)
        try unsafe primitive.run(
            [x.buffer.address, result.address], during: .running(.rounding, x.shape))
        extendLifetime(x.buffer)
        extendLifetime(result)
        return LinearInput(shape: x.shape, precision: .bfloat16, buffer: result)
    }

    private func prepare(_ count: Int) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(.rounding, [count])
        let source = try Layout(dense: [count], during: activity)
        let destination = try Layout(dense: [count], in: .bfloat16, during: activity)
        engine.claimThread()
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_reorder(
                &handle, engine.handle, source.handle, destination.handle, attributes)
        }
        return try Primitive(
            plan, [.perRun(DNNL_ARG_FROM, source), .perRun(DNNL_ARG_TO, destination)],
            on: engine, during: activity)
    }

    private func stepped(_ x: Tensor) -> LinearInput {
        let (rows, width) = (x.shape.rowCount, x.shape[-1])
        let (result, steps) = (buffer(count: x.shape.count), engine.workspace.buffer(count: rows))
        unsafe step(x.buffer.address, rows: rows, width: width, into: result, steps)
        extendLifetime(x.buffer)
        return LinearInput(shape: x.shape, precision: .int8, buffer: result, steps: steps)
    }

    /// Weights `[rows, width]` as whole steps, and what one step of each row is worth, in memory
    /// of their own.
    func constant(
        _ weights: some WeightSource, rows: Int, width: Int
    ) -> (values: Buffer, steps: Buffer) {
        let values = Buffer(capacity: Self.capacity(rows * width, .int8), workspace: nil)
        let steps = Buffer(capacity: rows, workspace: nil)
        weights.withSpan { weights in
            unsafe weights.withUnsafeBufferPointer { weights in
                guard let start = weights.baseAddress else { return }
                unsafe step(start, rows: rows, width: width, into: values, steps)
            }
        }
        return (values, steps)
    }

    @unsafe
    private func step(
        _ source: UnsafePointer<Float>, rows: Int, width: Int, into values: Buffer, _ steps: Buffer
    ) {
        let target = unsafe UnsafeMutableRawPointer(values.address)
            .bindMemory(to: Int8.self, capacity: rows * width)
        engine.parallel(rows, minimumPart: max(1, Self.valuesPerPart / width)) { part in
            for row in part {
                unsafe steps.address[row] = RowSteps.round(
                    source + row * width, count: width, into: target + row * width)
            }
        }
    }

    /// The float32 values that take the memory of `count` values of a precision.
    private static func capacity(_ count: Int, _ precision: Precision) -> Int {
        (count * precision.size + MemoryLayout<Float>.size - 1) / MemoryLayout<Float>.size
    }
}
