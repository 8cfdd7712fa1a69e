package import OneDNN

/// Turns token ids into text embeddings.
package protocol TextTower {
    /// Indices of prompts, in batches that the tower computes together: large enough to keep the
    /// processor busy, small enough to need little memory.
    func batches(of prompts: [[Int32]]) -> [[Int]]

    /// Token ids of the prompts of one batch to embeddings `[B, E]` as the projection yields them.
    ///
    /// The recorder gets the tokens that are computed: of a single prompt from the first on, as
    /// far as any is read.
    /// - Throws: `OneDNNError`, `CheckpointError`.
    func callAsFunction(_ prompts: [[Int32]], recorder: Recorder?) throws -> Tensor
}

/// The rows of hidden states that are computed together.
///
/// Above this many a product gains nothing and only needs more memory.
let textRowsPerBatch = 1024

extension TextTower {
    /// Prompts of equal length in batches, for a tower that computes every token of each.
    func batchesOfEqualLength(_ prompts: [[Int32]]) -> [[Int]] {
        let byLength = Dictionary(grouping: prompts.indices) { prompts[$0].count }
        return byLength.sorted { $0.key < $1.key }.flatMap { length, indices in
            let size = max(1, textRowsPerBatch / length)
            return stride(from: 0, to: indices.count, by: size).map {
                Array(indices[$0..<min($0 + size, indices.count)])
            }
        }
    }
}
