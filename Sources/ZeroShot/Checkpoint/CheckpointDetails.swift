internal import Foundation
internal import OneDNN

/// What a checkpoint is made of, for people who choose one.
public struct CheckpointDetails: Sendable, Equatable {
    /// The kind of checkpoint.
    public let family: CheckpointFamily
    /// The image tower, such as `ViT-B/32`.
    public let architecture: String
    /// What the image tower takes in.
    public let resolution: ImageResolution
    /// The number of values in an embedding (E).
    public let embeddingDimension: Int
    /// Tokens a prompt may have, special tokens included.
    public let contextLength: Int
    /// Tokens that the text tower knows.
    public let vocabularySize: Int
    /// How similarities become probabilities.
    public let scoring: Scoring
    /// Whose numbers a run gives.
    public let parity: ParityMode
    /// Numbers in all tensors of the weight files.
    public let parameters: Int
    /// How most of them are stored, such as `F16`.
    public let storedAs: String
    /// The weight files, without their folder.
    public let weightFiles: [String]
    /// Their size, in bytes.
    public let weightBytes: Int
    /// What the card in the folder, `README.md`, says; nil when it is not there or says nothing.
    public let licence: String?
}

extension Checkpoint {
    /// What its files say; no tower is built.
    public func details() -> CheckpointDetails {
        let files = layout.weights.files
        let counts = files.reduce(into: [:]) { counts, file in
            counts.merge(file.elementCounts, uniquingKeysWith: +)
        }
        return CheckpointDetails(
            family: family,
            architecture: layout.architecture,
            resolution: layout.resolution,
            embeddingDimension: embeddingDimension,
            contextLength: layout.contextLength,
            vocabularySize: layout.vocabularySize,
            scoring: scoring,
            parity: parity,
            parameters: counts.values.reduce(0, +),
            storedAs: counts.max { $0.value < $1.value }?.key.rawValue ?? "nothing",
            weightFiles: files.map { URL(filePath: $0.path).lastPathComponent },
            weightBytes: files.map(\.mapping.count).reduce(0, +),
            licence: ModelCard(folder: folder)?.licence
        )
    }

    /// Reads and checks everything that a run would use: tokenizer, and every tensor of both
    /// towers.
    ///
    /// - Throws: `CheckpointError` or `TokenizerError` for the first thing that is wrong.
    public func requireUsable() throws {
        _ = try loadTokenizer()
        let engine = try Engine(threads: 1)
        _ = try layout.imageTower(on: engine)
        _ = try layout.textTower(on: engine)
    }
}
