package import OneDNN

/// Turns pictures into image embeddings.
package protocol ImageTower {
    /// Pictures to embeddings `[B, E]` as the projection yields them.
    ///
    /// The pictures have the one size that the tower takes, or any sizes where its resolution is
    /// a number of patches.
    /// - Throws: `OneDNNError`.
    func callAsFunction(_ pictures: [PixelTensor], recorder: Recorder?) throws -> Tensor
}

extension Tensor {
    /// Pictures of one size as `[B, 3, H, W]`.
    init(_ pictures: [PixelTensor], on engine: Engine) {
        let (width, height) = (pictures[0].width, pictures[0].height)
        precondition(
            pictures.allSatisfy { ($0.width, $0.height) == (width, height) },
            "pictures of one batch differ in size"
        )
        self.init(
            joining: pictures.map(\.values), shape: [pictures.count, 3, height, width], on: engine
        )
    }
}
