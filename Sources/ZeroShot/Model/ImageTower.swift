package import OneDNN

/// Turns pixels into image embeddings.
package protocol ImageTower {
    /// Pixels `[B, 3, H, W]` to embeddings `[B, E]` as the projection yields them.
    ///
    /// - Throws: `OneDNNError`.
    func callAsFunction(_ pixels: Tensor, recorder: Recorder?) throws -> Tensor
}
