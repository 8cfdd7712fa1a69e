/// Rearrangements of image tensors. Results live in the receiver's workspace.
extension Tensor {
    /// Every square patch as one row: `[B, C, H, W]` gives `[B, P, C * side * side]`.
    ///
    /// Patches follow each other row by row; inside a patch the order is channel, row, column, that
    /// of a flattened `Conv2d` weight `[D, C, side, side]`, so a patch embedding is a `Linear`. What
    /// is left below and to the right of the last whole patch is not read, as `Conv2d` does not.
    package func unfoldingPatches(of side: Int) -> Tensor {
        let (items, channels, height, width) = imageAxes
        precondition(
            side > 0 && side <= height && side <= width,
            "patches of \(side) pixels in an image of \(height) x \(width)")
        let rows = height / side
        let columns = width / side
        let result = sibling([items, rows * columns, channels * side * side])
        let rowSize = columns * channels * side * side
        forEachPart(ofRows: items * rows, width: rowSize) { part in
            for place in part {
                let (item, row) = place.quotientAndRemainder(dividingBy: rows)
                var destination = unsafe result.buffer.address + place * rowSize
                for column in 0..<columns {
                    for channel in 0..<channels {
                        for line in 0..<side {
                            let y = (item * channels + channel) * height + row * side + line
                            unsafe destination.update(
                                from: buffer.address + y * width + column * side, count: side)
                            unsafe destination += side
                        }
                    }
                }
            }
        }
        extendLifetime(buffer)
        extendLifetime(result.buffer)
        return result
    }

    private var imageAxes: (items: Int, channels: Int, height: Int, width: Int) {
        precondition(
            shape.rank == 4, "expected [items, channels, height, width], found shape \(shape)")
        return (shape[0], shape[1], shape[2], shape[3])
    }
}
