internal import COneDNN

/// The product of every row of one table with every row of another: `A Bᵀ`.
///
/// Nothing is packed: oneDNN reads `A` where it lies, and rearranges `B` in every run. With a block
/// of labels as `A` and a batch of images as `B`, from 32 images on this is as fast as with packed
/// weights, and it spares a second copy of `A`.
package final class RowProducts {
    private struct Sizes: Hashable {
        let rows: Int
        let others: Int
        let width: Int
    }

    private let engine: Engine
    private var products = PrimitiveCache<Sizes, Primitive>()

    package init(on engine: Engine) {
        self.engine = engine
    }

    /// The products of rows `[n, K]`, one after another, and a table `[m, K]`: `[n, m]`.
    package func callAsFunction(
        _ rows: Span<Float>, _ table: Tensor
    ) throws(OneDNNError) -> Tensor {
        precondition(
            table.shape.rank == 2 && table.shape.count > 0, "products with \(table.shape)")
        let width = table.shape[1]
        precondition(
            rows.count > 0 && rows.count.isMultiple(of: width),
            "\(rows.count) values as rows of \(width)")
        let sizes = Sizes(rows: rows.count / width, others: table.shape[0], width: width)
        let primitive = try products(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        let result = Tensor(uninitialized: [sizes.rows, sizes.others], on: engine)
        try unsafe rows.withUnsafeBufferPointer { rows throws(OneDNNError) in
            guard let start = rows.baseAddress else { return }
            // oneDNN takes every address as mutable; a product only reads from this one.
            try unsafe primitive.run(
                [
                    UnsafeMutablePointer(mutating: start), table.buffer.address,
                    result.buffer.address,
                ],
                during: .running(.matrixProduct, result.shape))
        }
        extendLifetime(table.buffer)
        extendLifetime(result.buffer)
        return result
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Primitive {
        let activity = OneDNNError.Activity.preparing(
            .matrixProduct, [sizes.rows, sizes.width, sizes.others])
        let product = MatrixProduct(
            source: try Layout(dense: [sizes.rows, sizes.width], during: activity),
            weights: try Layout(
                [sizes.width, sizes.others], strides: [1, sizes.width], during: activity),
            bias: nil,
            destination: try Layout(dense: [sizes.rows, sizes.others], during: activity))
        return try Primitive(
            product.plan(nil, on: engine, during: activity),
            [
                .perRun(DNNL_ARG_SRC, product.source),
                .perRun(DNNL_ARG_WEIGHTS, product.weights),
                .perRun(DNNL_ARG_DST, product.destination),
            ],
            on: engine, during: activity)
    }
}
