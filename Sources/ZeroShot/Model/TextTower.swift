package import OneDNN

/// Turns token ids into text embeddings.
package protocol TextTower {
    /// Token ids of prompts with equally many tokens to embeddings `[B, E]` as the projection
    /// yields them.
    ///
    /// - Throws: `OneDNNError`, `CheckpointError`.
    func callAsFunction(_ prompts: [[Int32]], recorder: Recorder?) throws -> Tensor
}
