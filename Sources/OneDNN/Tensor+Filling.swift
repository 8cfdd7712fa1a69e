extension Tensor {
    /// Lets the engine's threads fill the rows of a table, each a part of its own.
    ///
    /// - Parameters:
    ///   - engine: whose threads are used.
    ///   - minimumPart: as many rows are worth waking a thread for.
    ///   - body: is given the numbers of some rows and their values, which it sets.
    package mutating func fillRows(
        on engine: Engine, minimumPart: Int,
        _ body: (_ rows: Range<Int>, _ values: inout MutableSpan<Float>) -> Void
    ) {
        makeUnique()
        let width = shape[-1]
        let start = unsafe buffer.address
        engine.parallel(shape.rowCount, minimumPart: minimumPart) { rows in
            let part = unsafe UnsafeMutableBufferPointer(
                start: start + rows.lowerBound * width, count: rows.count * width)
            var values = unsafe part.mutableSpan
            body(rows, &values)
        }
        extendLifetime(buffer)
    }
}
