internal import Foundation
package import OneDNN

/// Both towers of a checkpoint, on a thread of their own.
///
/// A tower is built when it is first used, its weights packed for this processor once that pays.
/// Calls are run one after the other; batch instead of calling in parallel.
public actor DualEncoder {
    /// The checkpoint whose towers these are.
    public nonisolated let checkpoint: Checkpoint
    /// Threads that the arithmetic uses.
    public nonisolated let threads: Int
    private let packing: Engine.Packing
    private let thread = ModelThread()
    private var engine: Engine?
    private var imageTower: (any ImageTower)?
    private var textTower: (any TextTower)?
    private var ranker: LabelRanker?
    private var products: RowProducts?

    /// Makes the encoder; `threads` is the number of processors that the process may use when it is
    /// not given: those it is bound to, or fewer where a control group limits their time.
    public init(checkpoint: Checkpoint, threads: Int? = nil) {
        self.init(checkpoint: checkpoint, threads: threads, packing: .onceItPays)
    }

    /// The same; a process that goes on for long packs the weights at once.
    package init(checkpoint: Checkpoint, threads: Int?, packing: Engine.Packing) {
        self.checkpoint = checkpoint
        self.packing = packing
        self.threads = max(1, threads ?? ProcessorCount.current.count)
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
    ///   has no direction; `CancellationError`.
    public func embed(
        texts: [TokenizedText], length: EmbeddingLength = .unit
    ) throws -> Embeddings {
        try embed(texts: texts, length: length, recorder: nil)
    }

    /// The labels nearest to each image, one ranking for each row in the order given.
    ///
    /// Any number of labels and images: what is held beside them are the rankings.
    ///
    /// - Parameters:
    ///   - images: image embeddings of this checkpoint, of any length.
    ///   - prototypes: the classes.
    ///   - top: how many labels to keep for each image, at least 1; all of them when there are
    ///     fewer.
    /// - Returns: as many rankings as there are images.
    /// - Throws: `RankingError` when an image embedding has no direction or another dimension, or a
    ///   similarity is no number.
    public func rank(
        _ images: Embeddings, against prototypes: ClassPrototypes, top: Int
    ) throws -> [Ranking] {
        try places(images, against: prototypes, scoring: checkpoint.scoring, top: top)
            .rankings(labels: prototypes.labels)
    }

    /// The same without the labels' names, and with probabilities that another scoring computes; it
    /// changes no rank.
    func places(
        _ images: some EmbeddingRows, against prototypes: ClassPrototypes, scoring: Scoring,
        top: Int
    ) throws -> RankedLabels {
        try loadedRanker()(images, against: prototypes, scoring: scoring, top: top)
    }

    /// As many images as are ranked at once.
    package static let imagesPerBlock = LabelRanker.imagesPerBlock

    /// The similarity of each image with each of some rows of unit length: `[N, rows]`, row-major.
    ///
    /// From a product in float32: the last digits may depend on how many images there are.
    ///
    /// - Throws: `RankingError` when an image embedding has no direction.
    package func similarities(
        of images: some EmbeddingRows, with rows: Embeddings
    ) throws -> [Float] {
        guard images.count > 0, rows.count > 0 else { return [] }
        let engine = try loadedEngine()
        let products = try loadedProducts()
        var similarities = Tensor(uninitialized: [images.count, rows.count], on: engine)
        let width = rows.count
        for first in stride(from: 0, to: images.count, by: Self.imagesPerBlock) {
            let block = first..<min(first + Self.imagesPerBlock, images.count)
            let table = try Tensor(unitRows: block, of: images, on: engine)
            // In blocks, so that the products do not lie in memory a second time.
            for start in stride(from: 0, to: width, by: Self.rowsPerProduct) {
                let end = min(start + Self.rowsPerProduct, width)
                let scores = try products(
                    rows.values.span.extracting(start * rows.dimension..<end * rows.dimension),
                    table)
                scores.withSpan { scores in
                    similarities.fillRows(block, on: engine, minimumPart: 16) { part, values in
                        for image in part {
                            let column = image - block.lowerBound
                            let offset = (image - part.lowerBound) * width + start
                            for row in 0..<end - start {
                                values[offset + row] = scores[row * block.count + column]
                            }
                        }
                    }
                }
            }
        }
        return similarities.values
    }

    /// Enough for a product to run at full speed.
    private static let rowsPerProduct = 16_384

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
        let prompts = DistinctPrompts(texts)
        var rows = [Float](repeating: 0, count: prompts.ids.count * dimension)
        for batch in tower.batches(of: prompts.ids) {
            try Task.checkCancellation()
            let computed = try tower(batch.map { prompts.ids[$0] }, recorder: recorder).values
            for (row, prompt) in batch.enumerated() {
                rows.replaceSubrange(
                    prompt * dimension..<(prompt + 1) * dimension,
                    with: computed[row * dimension..<(row + 1) * dimension]
                )
            }
        }
        var values: [Float] = []
        values.reserveCapacity(texts.count * dimension)
        for prompt in prompts.numbers {
            values += rows[prompt * dimension..<(prompt + 1) * dimension]
        }
        return try embeddings(values, length)
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
    /// Builds the image tower, unless it is there.
    ///
    /// - Throws: `CheckpointError`.
    package func loadImageTower() throws {
        _ = try loadedImageTower()
    }

    /// Builds the text tower, unless it is there.
    ///
    /// - Throws: `CheckpointError`.
    package func loadTextTower() throws {
        _ = try loadedTextTower()
    }

    /// Lets other arithmetic use the towers' engine, on their thread.
    package func withEngine<Result: Sendable>(
        _ body: @Sendable (Engine) throws -> Result
    ) throws -> Result {
        try body(loadedEngine())
    }

    /// Lets other products of rows use the towers' engine, on their thread.
    func withRowProducts<Result>(
        _ body: (Engine, RowProducts) throws -> Result
    ) throws -> Result {
        try body(loadedEngine(), loadedProducts())
    }

    private func loadedEngine() throws -> Engine {
        if let engine { return engine }
        let made = try Engine(
            threads: threads, precision: checkpoint.precision.arithmetic, packing: packing
        )
        engine = made
        return made
    }

    private func loadedRanker() throws -> LabelRanker {
        if let ranker { return ranker }
        let made = LabelRanker(on: try loadedEngine())
        ranker = made
        return made
    }

    private func loadedProducts() throws -> RowProducts {
        if let products { return products }
        let made = RowProducts(on: try loadedEngine())
        products = made
        return made
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
