internal import COneDNN

/// One argument of a primitive: a layout and the address it is read from; owns a `dnnl_memory_t`.
@safe
final class Memory {
    let handle: dnnl_memory_t
    let layout: Layout
    private let engine: Engine

    /// What keeps the values that the handle points to, where they stay, as weights do.
    private let owner: Any?

    /// An argument whose address is given anew for every run.
    init(
        _ layout: Layout, on engine: Engine, during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        self.layout = layout
        self.engine = engine
        owner = nil
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
        owner = buffer
        unsafe handle = try Self.handle(layout, engine, activity)
        try unsafe bind(buffer.address, during: activity)
    }

    /// An argument that stays the same for every run, read where it lies.
    init(
        _ layout: Layout, of source: some WeightSource, on engine: Engine,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        precondition(source.count >= layout.bufferCount, "too few values for their layout")
        self.layout = layout
        self.engine = engine
        owner = source
        unsafe handle = try Self.handle(layout, engine, activity)
        try source.withSpan { (values) throws(OneDNNError) in
            try unsafe values.withUnsafeBufferPointer { values throws(OneDNNError) in
                // oneDNN takes every address as mutable; weights are only read.
                let address = unsafe UnsafeMutablePointer(mutating: values.baseAddress)
                try unsafe bind(address, during: activity)
            }
        }
    }

    deinit {
        unsafe dnnl_memory_destroy(handle)
    }

    /// Sets the address that runs use until it is set again.
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
        let plan = try unsafe Plan(during: activity) { handle, attributes in
            unsafe onednn_plan_reorder(
                &handle, engine.handle, self.layout.handle, layout.handle, attributes)
        }
        let result = try Memory(
            layout, holding: Buffer(capacity: layout.bufferCount, workspace: nil), on: engine,
            during: activity)
        try unsafe Primitive(
            plan, [.constant(DNNL_ARG_FROM, self), .constant(DNNL_ARG_TO, result)], on: engine,
            during: activity
        ).run([], during: activity)
        return result
    }
}
