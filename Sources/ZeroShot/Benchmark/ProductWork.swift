/// How many multiply-adds of matrix products and convolutions something takes, such as one picture
/// through an image tower; norms, activations and additions are not counted.
package struct ProductWork: Sendable, Equatable {
    /// What the embedding needs: where the tower reads one row of its last block, that block
    /// computes keys and values of all tokens and the rest for that row; nothing is computed of
    /// padding.
    package let needed: Int
    /// All that the reference implementation computes.
    package let whole: Int

    /// Two floating-point operations for each multiply-add.
    package var neededFLOPs: Int { 2 * needed }
    /// Two floating-point operations for each multiply-add.
    package var wholeFLOPs: Int { 2 * whole }

    package init(needed: Int, whole: Int) {
        self.needed = needed
        self.whole = whole
    }

    /// Work of which nothing can be left out.
    init(_ multiplyAdds: Int) {
        self.init(needed: multiplyAdds, whole: multiplyAdds)
    }

    static func + (left: ProductWork, right: ProductWork) -> ProductWork {
        ProductWork(needed: left.needed + right.needed, whole: left.whole + right.whole)
    }
}

extension TransformerConfiguration {
    /// The blocks over so many tokens, `padding` of which only the reference computes, when all
    /// rows of the last block are used or only one.
    func work(tokens: Int, padding: Int = 0, readsOneRow: Bool) -> ProductWork {
        let last = block(tokens: tokens, rows: readsOneRow ? 1 : tokens)
        return ProductWork(
            needed: (layers - 1) * block(tokens: tokens, rows: tokens) + last,
            whole: layers * block(tokens: tokens + padding, rows: tokens + padding)
        )
    }

    /// Keys and values of all tokens; queries, attention, output and MLP of some rows.
    ///
    /// Pairs that a causal mask hides are counted, though text towers do not compute them: some
    /// hundredths of the whole at most.
    private func block(tokens: Int, rows: Int) -> Int {
        let (d, f) = (hiddenSize, mlpSize)
        return tokens * 2 * d * d + rows * (2 * d * d + 2 * d * f) + 2 * rows * tokens * d
    }

    /// SigLIP's pooling: a probe whose query does not depend on the picture, and an MLP.
    func attentionPoolingWork(tokens: Int) -> ProductWork {
        let (d, f) = (hiddenSize, mlpSize)
        let needed = tokens * 2 * d * d + 2 * tokens * d + d * d + 2 * d * f
        return ProductWork(needed: needed, whole: needed + d * d)
    }
}
