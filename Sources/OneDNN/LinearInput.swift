/// Rows as the linear layers of an engine multiply them: rounded to its precision, once for all
/// layers that read the same rows.
package struct LinearInput {
    package let shape: Shape
    let precision: Precision
    let buffer: Buffer

    /// Values of this precision, in row-major order.
    init(shape: Shape, precision: Precision, buffer: Buffer) {
        self.shape = shape
        self.precision = precision
        self.buffer = buffer
    }

    /// The rows as they are.
    init(_ x: Tensor) {
        self.init(shape: x.shape, precision: .float32, buffer: x.buffer)
    }
}
