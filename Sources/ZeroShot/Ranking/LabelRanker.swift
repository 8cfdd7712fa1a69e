internal import OneDNN

/// Ranks labels for many images at once, one block of scores after another.
///
/// What a product of all labels with all images yields is never held: each block is looked through
/// while it is in the processor's cache, and leaves an image's best labels and one sum.
final class LabelRanker {
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
    init(on engine: Engine, imagesPerBlock: Int = 512, scoresPerBlock: Int = 512 * 1024) {
        self.engine = engine
        products = RowProducts(on: engine)
        self.imagesPerBlock = imagesPerBlock
        self.scoresPerBlock = scoresPerBlock
    }

    /// One ranking for each image, in the order given.
    ///
    /// - Throws: `RankingError` for an image without direction or of another dimension, or for a
    ///   similarity that is no number; `OneDNNError`.
    func callAsFunction(
        _ images: Embeddings, against prototypes: ClassPrototypes, scoring: Scoring, top: Int
    ) throws -> [Ranking] {
        guard images.dimension == prototypes.embeddings.dimension else {
            throw RankingError.dimension(
                image: images.dimension, prototypes: prototypes.embeddings.dimension)
        }
        let unit = try images.normalized()
        let top = min(top, max(1, prototypes.labels.count))
        var rankings: [Ranking] = []
        rankings.reserveCapacity(images.count)
        for start in stride(from: 0, to: images.count, by: imagesPerBlock) {
            let block = start..<min(start + imagesPerBlock, images.count)
            for lanes in try ranked(block, of: unit, prototypes, scoring, top: top) {
                rankings += lanes.rankings(labels: prototypes.labels, scoring: scoring)
            }
        }
        return rankings
    }

    private func ranked(
        _ block: Range<Int>, of images: Embeddings, _ prototypes: ClassPrototypes,
        _ scoring: Scoring, top: Int
    ) throws -> [RankingLanes] {
        let rows = prototypes.embeddings
        let lanes = stride(from: block.lowerBound, to: block.upperBound, by: RankingLanes.count)
            .map { first in
                RankingLanes(
                    firstImage: first, of: images, prototypes: rows,
                    scale: top < rows.count ? scoring.softmaxScale : nil, top: top)
            }
        let columns = table(of: block, of: images, columns: lanes.count * RankingLanes.count)
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
        return lanes
    }

    /// The images of a block, with rows of zeros behind them for lanes without an image.
    private func table(of block: Range<Int>, of images: Embeddings, columns: Int) -> Tensor {
        var table = Tensor(zeros: [columns, images.dimension], on: engine)
        let start = block.lowerBound * images.dimension
        table.withMutableSpan { values in
            for index in 0..<block.count * images.dimension {
                values[index] = images.values[start + index]
            }
        }
        return table
    }
}
