package import OneDNN

/// Receives the named intermediates of a forward pass, for comparing with a reference.
///
/// Names: `patch embedding`, `embeddings`, `pre-norm`, `block 0`, `post-norm`, `stem`, `stage 1`,
/// `pooled`, `embedding`. Where the last block is computed for one row of each item, its stage has
/// the shape `[B, D]`.
package typealias Recorder = (_ stage: String, _ values: Tensor) -> Void
