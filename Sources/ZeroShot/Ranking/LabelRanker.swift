internal import OneDNN

/// Ranks labels for many images at once, one block of scores after another.
///
/// What a product of all labels with all images yields is never held: each block is looked through
/// while it is in the processor's cache, and leaves an image's best labels and one sum.
final class LabelRanker {
    /// As many images as a product with labels is fast with: sixteen times an odd number, since a
    /// cache has places for few rows whose length is a power of two.
    static let imagesPerBlock = 496

    private let engine: Engine
    private let products: RowProducts
    private let imagesPerBlock: Int
    private let scoresPerBlock: Int

    /// A ranker that works in blocks of these sizes.
    ///
    /// - Parameters:
    ///   - engine: what it runs on.
    ///   - imagesPerBlock: above the default a product gains nothing.
    ///   - scoresPerBlock: of all images of a block together. The default takes 2 MiB, which the
    ///     last level of a cache has room for.
    init(
        on engine: Engine, imagesPerBlock: Int = LabelRanker.imagesPerBlock,
        scoresPerBlock: Int = 512 * 1024
    ) {
        self.engine = engine
        products = RowProducts(on: engine)
        self.imagesPerBlock = imagesPerBlock
        self.scoresPerBlock = scoresPerBlock
    }

    /// The labels nearest to each image, in the order given.
    ///
    /// - Throws: `RankingError` for an image without direction or of another dimension, or for a
    ///   similarity that is no number; `OneDNNError`.
    func callAsFunction(
        _ images: some EmbeddingRows, against prototypes: ClassPrototypes, scoring: Scoring,
        top: Int
    ) throws -> RankedLabels {
        guard images.dimension == prototypes.embeddings.dimension else {
            throw RankingError.dimension(
                image: images.dimension, prototypes: prototypes.embeddings.dimension)
        }
        let top = min(top, prototypes.labels.count)
        guard top > 0 else { return RankedLabels([], images: images.count, perImage: 0) }
        var places: [LabelPlace] = []
        places.reserveCapacity(images.count * top)
        for start in stride(from: 0, to: images.count, by: imagesPerBlock) {
            let block = start..<min(start + imagesPerBlock, images.count)
            places += try ranked(block, of: images, prototypes, scoring, top: top)
        }
        return RankedLabels(places, images: images.count, perImage: top)
    }

    private func ranked(
        _ block: Range<Int>, of images: some EmbeddingRows, _ prototypes: ClassPrototypes,
        _ scoring: Scoring, top: Int
    ) throws -> [LabelPlace] {
        let rows = prototypes.embeddings
        let lanes = stride(from: 0, to: block.count, by: RankingLanes.count).map { first in
            RankingLanes(
                images: first..<min(first + RankingLanes.count, block.count), prototypes: rows,
                scale: top < rows.count ? scoring.softmaxScale : nil, top: top)
        }
        let columns = try Tensor(
            unitRows: block, of: images, padding: lanes.count * RankingLanes.count - block.count,
            on: engine)
        let labelsPerBlock = max(1, scoresPerBlock / columns.shape[0])
        for first in stride(from: 0, to: rows.count, by: labelsPerBlock) {
            let labels = first..<min(first + labelsPerBlock, rows.count)
            let scores = try products(
                rows.values.span.extracting(
                    labels.lowerBound * rows.dimension..<labels.upperBound * rows.dimension),
                columns)
            scores.withSpan { scores in
                engine.parallel(lanes.count, minimumPart: 1) { part in
                    for index in part {
                        lanes[index].add(
                            scores, rowLength: columns.shape[0],
                            column: index * RankingLanes.count, firstLabel: first)
                    }
                }
            }
            if let label = lanes.lazy.compactMap(\.defectiveLabel).first {
                throw RankingError.similarity(label: prototypes.labels[label])
            }
        }
        columns.withSpan { images in
            engine.parallel(lanes.count, minimumPart: 1) { part in
                for index in part { lanes[index].finish(images, scoring: scoring) }
            }
        }
        return lanes.flatMap(\.places)
    }
}
