internal import Foundation
internal import OneDNN

/// Both towers of a checkpoint, on a thread of their own.
///
/// A tower is built when it is first used, its weights packed for this processor once that pays.
/// Calls are run one after the other; batch instead of calling in parallel.
public actor DualEncoder {
    /// The checkpoint whose towers these are.
    public nonisolated let checkpoint: Checkpoint
    /// Threads that the arithmetic uses.
    public nonisolated let threads: Int
    private let thread = ModelThread()
    private var engine: Engine?
    private var imageTower: (any ImageTower)?
    private var textTower: (any TextTower)?

    /// Makes the encoder; `threads` is the number of processors when it is not given.
    public init(checkpoint: Checkpoint, threads: Int? = nil) {
        self.checkpoint = checkpoint
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    }

    /// The thread that OpenMP's workers belong to.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }

    /// Image embeddings, one row for each picture in the order given.
    ///
    /// - Throws: `CheckpointError` when the image tower's weights cannot be used, `RankingError`
    ///   when an embedding has no direction.
    public func embed(
        images: [PixelTensor], length: EmbeddingLength = .unit
    ) throws -> Embeddings {
        try embed(images: images, length: length, recorder: nil)
    }

    /// Text embeddings, one row for each prompt in the order given.
    ///
    /// - Throws: `CheckpointError` when the text tower's weights cannot be used, or when the
    ///   tokenizer's ids do not fit the checkpoint's vocabulary; `RankingError` when an embedding
    ///   has no direction.
    public func embed(
        texts: [TokenizedText], length: EmbeddingLength = .unit
    ) throws -> Embeddings {
        try embed(texts: texts, length: length, recorder: nil)
    }

    package func embed(
        images: [PixelTensor], length: EmbeddingLength, recorder: Recorder?
    ) throws -> Embeddings {
        guard !images.isEmpty else {
            return Embeddings([], dimension: checkpoint.embeddingDimension)
        }
        let tower = try loadedImageTower()
        let rows = try tower(images, recorder: recorder)
        return try embeddings(rows.values, length)
    }

    package func embed(
        texts: [TokenizedText], length: EmbeddingLength, recorder: Recorder?
    ) throws -> Embeddings {
        let dimension = checkpoint.embeddingDimension
        try requireKnownTokens(texts)
        let tower = try loadedTextTower()
        var values = [Float](repeating: 0, count: texts.count * dimension)
        for batch in Self.batches(of: texts) {
            let rows = try tower(batch.map { texts[$0].ids }, recorder: recorder).values
            for (row, text) in batch.enumerated() {
                values.replaceSubrange(
                    text * dimension..<(text + 1) * dimension,
                    with: rows[row * dimension..<(row + 1) * dimension]
                )
            }
        }
        return try embeddings(values, length)
    }

    /// Indices of prompts of equal length, in batches that keep the processor busy.
    private static func batches(of texts: [TokenizedText]) -> [[Int]] {
        // Above this many rows a product gains nothing and only needs more memory.
        let rowsPerBatch = 1024
        let byLength = Dictionary(grouping: texts.indices) { texts[$0].ids.count }
        return byLength.sorted { $0.key < $1.key }.flatMap { length, indices in
            let size = max(1, rowsPerBatch / length)
            return stride(from: 0, to: indices.count, by: size).map {
                Array(indices[$0..<min($0 + size, indices.count)])
            }
        }
    }

    private func embeddings(
        _ values: [Float], _ length: EmbeddingLength
    ) throws -> Embeddings {
        let projected = Embeddings(values, dimension: checkpoint.embeddingDimension)
        switch length {
        case .unit: return try projected.normalized()
        case .projected: return projected
        }
    }

    private func requireKnownTokens(_ texts: [TokenizedText]) throws {
        let size = checkpoint.layout.vocabularySize
        for text in texts {
            for id in text.ids where !(0..<size).contains(Int(id)) {
                throw CheckpointError.unknownToken(
                    checkpoint: checkpoint.id, token: Int(id), vocabularySize: size
                )
            }
        }
    }
}

/// Whether embeddings keep the length the projection gave them.
public enum EmbeddingLength: String, Sendable {
    /// Each row has length 1.
    case unit
    /// Each row is as the projection yields it.
    case projected
}

// MARK: - Loading

extension DualEncoder {
    private func loadedEngine() throws -> Engine {
        if let engine { return engine }
        let made = try Engine(threads: threads)
        engine = made
        return made
    }

    /// Builds the image tower now, which is otherwise done when it is first used.
    ///
    /// - Throws: `CheckpointError` when its weights cannot be used.
    package func loadImageTower() throws {
        _ = try loadedImageTower()
    }

    private func loadedImageTower() throws -> any ImageTower {
        if let imageTower { return imageTower }
        let tower = try checkpoint.layout.imageTower(on: try loadedEngine())
        imageTower = tower
        return tower
    }

    private func loadedTextTower() throws -> any TextTower {
        if let textTower { return textTower }
        let tower = try checkpoint.layout.textTower(on: try loadedEngine())
        textTower = tower
        return tower
    }
}
