internal import OneDNN

/// Transformer blocks, one after the other.
struct Transformer {
    private let blocks: [TransformerBlock]

    /// The blocks that `block` makes for the numbers from 0 on.
    init(layers: Int, _ block: (_ number: Int) throws -> TransformerBlock) rethrows {
        blocks = try (0..<layers).map(block)
    }

    /// Updates hidden states `[B, T, D]` in place.
    func callAsFunction(
        _ hidden: inout Tensor, mask: AttentionMask, recorder: Recorder?
    ) throws {
        for (number, block) in blocks.enumerated() {
            try block(&hidden, mask: mask)
            recorder?("block \(number)", hidden)
        }
    }

    /// Hidden states `[B, T, D]` to what the last block yields at one position of each item,
    /// `[B, D]`.
    ///
    /// Of the last block only these rows are computed, and the keys and values that they look at.
    func rows(
        at positions: [Int], of hidden: consuming Tensor, mask: AttentionMask,
        recorder: Recorder?
    ) throws -> Tensor {
        for (number, block) in blocks.dropLast().enumerated() {
            try block(&hidden, mask: mask)
            recorder?("block \(number)", hidden)
        }
        guard let last = blocks.last else { return hidden.selectingRows(positions) }
        let rows = try last.rows(at: positions, of: hidden, mask: mask)
        recorder?("block \(blocks.count - 1)", rows)
        return rows
    }

    /// Hidden states `[N, D]` of a tree's nodes to what the last block yields at the ends of its
    /// prompts, `[M, D]`.
    ///
    /// The recorder gets the nodes, from their embeddings on, as one item `[1, N, D]`.
    func ends(
        of tree: TokenTree, _ hidden: consuming Tensor, recorder: Recorder?
    ) throws -> Tensor {
        let item = Shape([1] + hidden.shape.dimensions)
        recorder?("embeddings", hidden.reshaped(item))
        for (number, block) in blocks.dropLast().enumerated() {
            try block(&hidden, in: tree.forest)
            recorder?("block \(number)", hidden.reshaped(item))
        }
        guard let last = blocks.last else { return hidden.gatheringRows(tree.ends) }
        let ends = try last.rows(tree.ends, of: hidden, in: tree.forest)
        recorder?("block \(blocks.count - 1)", ends)
        return ends
    }
}
