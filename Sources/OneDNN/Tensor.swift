/// Dense row-major float32 values with a shape; copies share memory until one is changed.
package struct Tensor {
    package let shape: Shape
    private(set) var buffer: Buffer

    /// A tensor whose values are not set yet, in memory from the engine's workspace.
    package init(uninitialized shape: Shape, on engine: Engine) {
        self.init(shape: shape, buffer: engine.workspace.buffer(count: shape.count))
    }

    /// A tensor of zeros in memory from the engine's workspace.
    package init(zeros shape: Shape, on engine: Engine) {
        self.init(uninitialized: shape, on: engine)
        unsafe buffer.address.update(repeating: 0, count: shape.count)
    }

    /// A copy of the values; they and all that is derived from them live in the engine's workspace,
    /// or in memory of their own when no engine is named.
    package init(_ values: [Float], shape: Shape, on engine: Engine? = nil) {
        precondition(
            values.count == shape.count,
            "\(values.count) values for a tensor of shape \(shape)")
        let buffer =
            engine?.workspace.buffer(count: values.count)
            ?? Buffer(capacity: values.count, workspace: nil)
        buffer.fill(from: values)
        self.init(shape: shape, buffer: buffer)
    }

    /// A copy of equally long parts, one after the other, in memory from the engine's workspace.
    package init(joining parts: [[Float]], shape: Shape, on engine: Engine) {
        precondition(
            !parts.isEmpty && parts.allSatisfy { $0.count * parts.count == shape.count },
            "parts of \(parts.map(\.count)) values for a tensor of shape \(shape)")
        self.init(uninitialized: shape, on: engine)
        let size = shape.count / parts.count
        let start = unsafe buffer.address
        engine.parallel(parts.count, minimumPart: 1) { range in
            for index in range {
                unsafe parts[index].withUnsafeBufferPointer { part in
                    guard let source = part.baseAddress else { return }
                    unsafe (start + index * size).update(from: source, count: size)
                }
            }
        }
        extendLifetime(buffer)
    }

    init(shape: Shape, buffer: Buffer) {
        precondition(shape.count <= buffer.capacity, "buffer too small for shape \(shape)")
        self.shape = shape
        self.buffer = buffer
    }

    /// A copy of the values in row-major order.
    package var values: [Float] {
        unsafe Array(UnsafeBufferPointer(start: buffer.address, count: shape.count))
    }

    /// The same values under another shape of equal count; no value is copied.
    package func reshaped(_ shape: Shape) -> Tensor {
        precondition(
            shape.count == self.shape.count, "cannot read shape \(self.shape) as \(shape)")
        return Tensor(shape: shape, buffer: buffer)
    }

    /// Calls the closure with the values in row-major order.
    package func withSpan<R, E: Error>(_ body: (Span<Float>) throws(E) -> R) throws(E) -> R {
        let pointer = unsafe UnsafeBufferPointer(start: buffer.address, count: shape.count)
        defer { extendLifetime(buffer) }
        return try unsafe body(pointer.span)
    }

    /// Calls the closure with the values in row-major order, to be changed in place.
    package mutating func withMutableSpan<R, E: Error>(
        _ body: (inout MutableSpan<Float>) throws(E) -> R
    ) throws(E) -> R {
        makeUnique()
        let pointer = unsafe UnsafeMutableBufferPointer(start: buffer.address, count: shape.count)
        defer { extendLifetime(buffer) }
        var span = unsafe pointer.mutableSpan
        return try body(&span)
    }

    /// Gives this tensor memory that no other tensor reads.
    mutating func makeUnique() {
        guard !isKnownUniquelyReferenced(&buffer) else { return }
        let copy = buffer.sibling(count: shape.count)
        unsafe copy.address.update(from: buffer.address, count: shape.count)
        buffer = copy
    }

    /// An unset tensor in memory from where this tensor's came from.
    func sibling(_ shape: Shape) -> Tensor {
        Tensor(shape: shape, buffer: buffer.sibling(count: shape.count))
    }
}
