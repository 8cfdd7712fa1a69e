/// A range of the columns of a `[B, T, C]` tensor, read where they lie.
///
/// Attention takes queries, keys and values as slices, so that all three can come out of one
/// product `[B, T, 3D]`.
package struct ColumnSlice {
    let tensor: Tensor
    let columns: Range<Int>

    /// The number of columns in the slice.
    package var width: Int { columns.count }

    var items: Int { tensor.shape[0] }
    var tokens: Int { tensor.shape[1] }

    /// The distance from one row to the next, in elements.
    var rowStride: Int { tensor.shape[2] }

    /// Where an item's slice begins; valid while the tensor lives.
    @unsafe
    func address(ofItem item: Int) -> UnsafeMutablePointer<Float> {
        unsafe tensor.buffer.address + item * tokens * rowStride + columns.lowerBound
    }
}

extension Tensor {
    /// The columns in this range, without a copy; the tensor has the shape `[B, T, C]`.
    package func columns(_ range: Range<Int>) -> ColumnSlice {
        precondition(shape.rank == 3, "expected [items, tokens, width], found shape \(shape)")
        precondition(
            range.lowerBound >= 0 && range.upperBound <= shape[2],
            "columns \(range) of a tensor of shape \(shape)")
        return ColumnSlice(tensor: self, columns: range)
    }

    /// All columns of a `[B, T, C]` tensor.
    package var allColumns: ColumnSlice { columns(0..<shape[-1]) }
}
