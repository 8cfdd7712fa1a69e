internal import COneDNN

/// Scaled dot-product attention: `softmax(q kᵀ / sqrt(headSize)) v` for every head.
package final class Attention {
    package let heads: Int
    package let headSize: Int

    /// The scores of one round, in values per thread: 1 MiB, a usual second-level cache.
    ///
    /// Scores are read and written three times. For 32 items of 257 tokens, rounds that stay in the
    /// cache took three quarters of the time of one round for all.
    private static let scoresPerThread = 1 << 18

    /// What the two products are made for: `items` at a time, rows at these distances.
    private struct Sizes: Hashable {
        let items: Int
        let queries: Int
        let keys: Int
        let queryStride: Int
        let keyStride: Int
        let valueStride: Int
    }

    private struct Products {
        let scores: Primitive
        let sums: Primitive
    }

    private let engine: Engine
    private let softmax: Softmax
    private var products = PrimitiveCache<Sizes, Products>()

    /// Attention of `heads` heads, `headSize` columns each, side by side in a row.
    package init(heads: Int, headSize: Int, on engine: Engine) {
        precondition(heads > 0 && headSize > 0, "\(heads) heads of \(headSize) columns")
        self.heads = heads
        self.headSize = headSize
        self.engine = engine
        softmax = Softmax(on: engine)
    }

    /// The attended values: queries `[B, Tq, D]`, keys and values `[B, Tk, D]` give `[B, Tq, D]`
    /// with `D = heads * headSize`.
    package func callAsFunction(
        queries: ColumnSlice, keys: ColumnSlice, values: ColumnSlice, mask: AttentionMask
    ) throws(OneDNNError) -> Tensor {
        let width = heads * headSize
        precondition(
            queries.width == width && keys.width == width && values.width == width,
            "slices of \(queries.width), \(keys.width) and \(values.width) columns "
                + "for \(heads) heads of \(headSize)")
        precondition(
            queries.items == keys.items && keys.items == values.items
                && keys.tokens == values.tokens && queries.tokens > 0 && keys.tokens > 0,
            "queries of shape \(queries.tensor.shape), keys of \(keys.tensor.shape), "
                + "values of \(values.tensor.shape)")
        mask.validate(items: queries.items, queries: queries.tokens, keys: keys.tokens)
        let result = Tensor(
            uninitialized: [queries.items, queries.tokens, width], on: engine)
        let scoresPerItem = heads * queries.tokens * keys.tokens
        let round = max(1, engine.threads * Self.scoresPerThread / scoresPerItem)
        for first in stride(from: 0, to: queries.items, by: round) {
            let items = first..<min(first + round, queries.items)
            try attend(
                queries: queries, keys: keys, values: values, mask: mask, items: items,
                into: result)
        }
        return result
    }

    /// Writes the result for some of the items.
    private func attend(
        queries: ColumnSlice, keys: ColumnSlice, values: ColumnSlice, mask: AttentionMask,
        items: Range<Int>, into result: Tensor
    ) throws(OneDNNError) {
        let sizes = Sizes(
            items: items.count, queries: queries.tokens, keys: keys.tokens,
            queryStride: queries.rowStride, keyStride: keys.rowStride,
            valueStride: values.rowStride)
        let products = try products(sizes) { () throws(OneDNNError) in try prepare(sizes) }
        var scores = Tensor(
            uninitialized: [items.count, heads, queries.tokens, keys.tokens], on: engine)
        let activity = OneDNNError.Activity.running(.attention, scores.shape)
        try unsafe products.scores.run(
            [
                queries.address(ofItem: items.lowerBound), keys.address(ofItem: items.lowerBound),
                scores.buffer.address,
            ],
            during: activity)
        scores.hide(behind: mask, firstItem: items.lowerBound)
        try softmax.inPlace(&scores)
        let itemSize = queries.tokens * heads * headSize
        try unsafe products.sums.run(
            [
                scores.buffer.address, values.address(ofItem: items.lowerBound),
                result.buffer.address + items.lowerBound * itemSize,
            ],
            during: activity)
        extendLifetime(queries.tensor.buffer)
        extendLifetime(keys.tensor.buffer)
        extendLifetime(values.tensor.buffer)
        extendLifetime(result.buffer)
    }

    private func prepare(_ sizes: Sizes) throws(OneDNNError) -> Products {
        let activity = OneDNNError.Activity.preparing(
            .attention, [sizes.items, heads, sizes.queries, sizes.keys])
        let width = heads * headSize
        let scores = try Layout(
            dense: [sizes.items, heads, sizes.queries, sizes.keys], during: activity)
        let scaling = try PostOperations(during: activity)
        try scaling.scale(by: 1 / Float(headSize).squareRoot())
        return Products(
            scores: try prepare(
                MatrixProduct(
                    source: try Layout(
                        [sizes.items, heads, sizes.queries, headSize],
                        strides: [
                            sizes.queries * sizes.queryStride, headSize, sizes.queryStride, 1,
                        ],
                        during: activity),
                    weights: try Layout(
                        [sizes.items, heads, headSize, sizes.keys],
                        strides: [sizes.keys * sizes.keyStride, headSize, 1, sizes.keyStride],
                        during: activity),
                    bias: nil, destination: scores),
                scaling, during: activity),
            sums: try prepare(
                MatrixProduct(
                    source: scores,
                    weights: try Layout(
                        [sizes.items, heads, sizes.keys, headSize],
                        strides: [sizes.keys * sizes.valueStride, headSize, sizes.valueStride, 1],
                        during: activity),
                    bias: nil,
                    destination: try Layout(
                        [sizes.items, heads, sizes.queries, headSize],
                        strides: [sizes.queries * width, headSize, width, 1], during: activity)),
                nil, during: activity))
    }

    private func prepare(
        _ product: MatrixProduct, _ operations: PostOperations?,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) -> Primitive {
        try Primitive(
            product.plan(operations, on: engine, during: activity),
            [
                .perRun(DNNL_ARG_SRC, product.source),
                .perRun(DNNL_ARG_WEIGHTS, product.weights),
                .perRun(DNNL_ARG_DST, product.destination),
            ],
            on: engine, during: activity)
    }
}

extension Tensor {
    /// Sets the scores `[B, H, Tq, Tk]` of keys that the mask hides to minus infinity.
    fileprivate mutating func hide(behind mask: AttentionMask, firstItem: Int) {
        guard mask != .none else { return }
        makeUnique()
        let (heads, queries, keys) = (shape[1], shape[2], shape[3])
        var row = unsafe buffer.address
        for item in 0..<shape[0] {
            let hidden = mask.hiddenKeys(item: firstItem + item)
            for _ in 0..<heads {
                for query in 0..<queries {
                    let visible = mask.visibleCount(
                        item: firstItem + item, query: query, queries: queries, keys: keys)
                    unsafe (row + visible).update(repeating: -.infinity, count: keys - visible)
                    for key in hidden {
                        unsafe row[key] = -.infinity
                    }
                    unsafe row += keys
                }
            }
        }
    }
}
