/// Which checkpoint a report is about.
public struct CheckpointSummary: Sendable, Equatable {
    /// As it was asked for: a Hub id, a folder's path as given, or the name of a bundled one.
    public let id: String
    /// Where it came from: `folder`, `bundled` or `hub`.
    public let source: String
    /// The Hub's commit, where there is one.
    public let revision: String?
    /// The name of its ``CheckpointFamily``; it fixes how scores read.
    public let family: String
    /// The towers, such as `ViT-B/32`.
    public let architecture: String
    /// What the image tower takes in.
    public let resolution: ImageResolution
    /// The number of values in an embedding (E).
    public let embeddingDimension: Int
    /// SHA-256 over weights, config, tokenizer and preprocessing files, in hexadecimal.
    public let fingerprint: String
    /// What the towers' blocks multiply in, such as `float32`: the name of a ``TowerPrecision``.
    public let precision: String
}
