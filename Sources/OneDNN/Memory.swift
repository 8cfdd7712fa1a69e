internal import COneDNN

/// One argument of a primitive: a layout and the address it is read from; owns a `dnnl_memory_t`.
@safe
final class Memory {
    let handle: dnnl_memory_t
    let layout: Layout
    private let engine: Engine

    /// What the handle points to when it keeps its values, as weights do.
    private let constant: Buffer?

    /// An argument whose address is given anew for every run.
    init(
        _ layout: Layout, on engine: Engine, during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        self.layout = layout
        self.engine = engine
        constant = nil
        unsafe handle = try Self.handle(layout, engine, activity)
    }

    /// An argument that stays the same for every run.
    init(
        _ layout: Layout, holding buffer: Buffer, on engine: Engine,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        precondition(buffer.capacity >= layout.bufferCount, "buffer too small for its layout")
        self.layout = layout
        self.engine = engine
        constant = buffer
        unsafe handle = try Self.handle(layout, engine, activity)
        try unsafe bind(buffer.address, during: activity)
    }

    deinit {
        unsafe dnnl_memory_destroy(handle)
    }

    /// Sets the address for the next run, which is the last to use it.
    @unsafe
    func bind(
        _ address: UnsafeMutablePointer<Float>?, during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        try check(unsafe dnnl_memory_set_data_handle(handle, address), during: activity)
    }

    private static func handle(
        _ layout: Layout, _ engine: Engine, _ activity: OneDNNError.Activity
    ) throws(OneDNNError) -> dnnl_memory_t {
        try unsafe made(during: activity) { handle in
            unsafe onednn_memory_create(&handle, layout.handle, engine.handle)
        }
    }
}

extension Memory {
    /// Values that stay the same for every run, in row-major order.
    convenience init(
        _ values: [Float], shape: Shape, on engine: Engine, during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        try self.init(
            Layout(dense: shape, during: activity), holding: Buffer(copying: values), on: engine,
            during: activity)
    }

    /// The same values in another layout.
    func reordered(
        to layout: Layout, on engine: Engine, during activity: OneDNNError.Activity
    ) throws(OneDNNError) -> Memory {
        try unsafe Self.reordered(
            .constant(DNNL_ARG_FROM, self), at: [], from: self.layout, to: layout, on: engine,
            during: activity)
    }

    /// Values that lie in one layout, copied into another that stays for every run.
    static func packing(
        _ values: some WeightSource, from source: Layout, to packed: Layout, on engine: Engine,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) -> Memory {
        precondition(values.count >= source.bufferCount, "too few values for their layout")
        return try values.withSpan { (values) throws(OneDNNError) in
            try unsafe values.withUnsafeBufferPointer { values throws(OneDNNError) in
                var addresses: [UnsafeMutablePointer<Float>] = unsafe []
                if let start = values.baseAddress {
                    // oneDNN takes every address as mutable; a reorder only reads from this one.
                    unsafe addresses.append(UnsafeMutablePointer(mutating: start))
                }
                return try unsafe reordered(
                    .perRun(DNNL_ARG_FROM, source), at: addresses, from: source, to: packed,
                    on: engine, during: activity)
            }
        }
    }

    @unsafe
    private static func reordered(
        _ argument: Primitive.Argument, at addresses: [UnsafeMutablePointer<Float>],
        from source: Layout, to destination: Layout, on engine: Engine,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) -> Memory {
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_reorder(
                &handle, engine.handle, source.handle, destination.handle, attributes)
        }
        let result = try Memory(
            destination, holding: Buffer(capacity: destination.bufferCount, workspace: nil),
            on: engine, during: activity)
        try unsafe Primitive(
            plan, [argument, .constant(DNNL_ARG_TO, result)], on: engine, during: activity
        ).run(addresses, during: activity)
        return result
    }
}
