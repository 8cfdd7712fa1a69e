extension Tensor {
    /// Lets the engine's threads fill the rows of a table, each a part of its own.
    ///
    /// - Parameters:
    ///   - range: the rows; all of them when not given.
    ///   - engine: whose threads are used.
    ///   - minimumPart: as many rows are worth waking a thread for.
    ///   - body: is given the numbers of some rows and their values, which it sets.
    package mutating func fillRows(
        _ range: Range<Int>? = nil, on engine: Engine, minimumPart: Int,
        _ body: (_ rows: Range<Int>, _ values: inout MutableSpan<Float>) -> Void
    ) {
        let all = 0..<shape.rowCount
        let range = range ?? all
        precondition(range.clamped(to: all) == range, "rows \(range) of \(all)")
        makeUnique()
        let width = shape[-1]
        let start = unsafe buffer.address
        engine.parallel(range.count, minimumPart: minimumPart) { part in
            let rows = range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound
            let part = unsafe UnsafeMutableBufferPointer(
                start: start + rows.lowerBound * width, count: rows.count * width)
            var values = unsafe part.mutableSpan
            body(rows, &values)
        }
        extendLifetime(buffer)
    }
}
