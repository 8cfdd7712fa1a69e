/// Rows as linear layers of one precision multiply them: rounded once for all that read them.
package struct LinearInput {
    package let shape: Shape
    let precision: Precision
    /// Values of that precision, in row-major order.
    let buffer: Buffer
    /// What one step of each row is worth, `[rows]`, where values are whole steps.
    let steps: Buffer?

    init(shape: Shape, precision: Precision, buffer: Buffer, steps: Buffer? = nil) {
        self.shape = shape
        self.precision = precision
        self.buffer = buffer
        self.steps = steps
    }

    /// The rows as they are.
    init(_ x: Tensor) {
        self.init(shape: x.shape, precision: .float32, buffer: x.buffer)
    }
}
