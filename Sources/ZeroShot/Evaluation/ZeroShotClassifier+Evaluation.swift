extension ZeroShotClassifier {
    /// Embeds some labelled images and keeps their embeddings with the others.
    ///
    /// - Throws: `CheckpointError`, `RankingError`.
    package func embed(
        _ batch: [(read: ReadImage, image: EmbeddedImages.Image)], into images: inout EmbeddedImages
    ) async throws {
        let embeddings = try await encoder.embed(images: batch.compactMap(\.read.pixels))
        images.add(batch, embeddings: embeddings)
    }

    /// Ranks all labels for all images, as classifying them one by one would.
    ///
    /// - Parameters:
    ///   - images: embedded by this checkpoint.
    ///   - prepared: the labels' prototypes.
    ///   - classes: what the images' answers refer to.
    /// - Returns: one for each image, in their order.
    /// - Throws: `RankingError`, `CancellationError`.
    package func evaluate(
        _ images: EmbeddedImages, against prepared: PreparedClasses, _ classes: LabelledClasses
    ) async throws -> [EvaluatedImage] {
        var rankings = RankingBlocks(images, labels: prepared.prototypes.labels.count) {
            try await self.rankings(of: $0, against: prepared)
        }
        var evaluated: [EvaluatedImage] = []
        evaluated.reserveCapacity(images.count)
        for entry in images.entries {
            if let failure = entry.failure {
                evaluated.append(EvaluatedImage(entry, .failed(failure)))
                continue
            }
            let ranking = try await rankings.next()
            evaluated.append(EvaluatedImage(entry, .ranked(classes.kept(ranking, entry.image))))
        }
        return evaluated
    }

    /// The similarities of all images that were read to all prototypes: `[N][L]`.
    ///
    /// - Throws: `RankingError`, `CancellationError`.
    package func similarities(
        of images: EmbeddedImages, to prototypes: ClassPrototypes
    ) async throws -> [[Float]] {
        var rankings = RankingBlocks(images, labels: prototypes.labels.count) {
            try await encoder.rank($0, against: prototypes, top: prototypes.labels.count)
        }
        var rows: [[Float]] = []
        rows.reserveCapacity(images.readCount)
        for _ in 0..<images.readCount {
            var row = [Float](repeating: 0, count: prototypes.labels.count)
            for place in try await rankings.next().predictions {
                row[place.labelIndex] = place.similarity
            }
            rows.append(row)
        }
        return rows
    }
}

/// Whole rankings, computed for as many images at once as fit.
private struct RankingBlocks {
    /// Places of all images of a block together; of about 60 bytes each.
    private static let placesPerBlock = 1 << 20

    private let images: EmbeddedImages
    private let rank: (Embeddings) async throws -> [Ranking]
    private let imagesPerBlock: Int
    private var first = 0
    private var block: [Ranking] = []

    init(
        _ images: EmbeddedImages, labels: Int,
        rank: @escaping (Embeddings) async throws -> [Ranking]
    ) {
        self.images = images
        self.rank = rank
        imagesPerBlock = max(1, Self.placesPerBlock / max(1, labels))
    }

    /// The ranking of the next image that was read.
    mutating func next() async throws -> Ranking {
        if block.isEmpty {
            try Task.checkCancellation()
            let rows = first..<min(first + imagesPerBlock, images.readCount)
            precondition(!rows.isEmpty, "one ranking for each image that was read")
            block = try await rank(images.embeddings(rows)).reversed()
            first = rows.upperBound
        }
        return block.removeLast()
    }
}

extension EvaluatedImage {
    fileprivate init(_ entry: EmbeddedImages.Entry, _ outcome: Outcome) {
        self.init(
            path: entry.image.path, source: entry.source, size: entry.size,
            answer: entry.image.answer, outcome: outcome, notices: entry.notices)
    }
}

extension LabelledClasses {
    /// What is kept of the ranking of one image.
    fileprivate func kept(
        _ ranking: Ranking, _ image: EmbeddedImages.Image
    ) -> EvaluatedImage.Ranked {
        let right: Prediction? =
            switch image.answer {
            case .label(let answer):
                ranking.predictions.first { classOfLabel[$0.labelIndex] == answer }
            case .noLabel: nil
            }
        return EvaluatedImage.Ranked(
            predictions: Array(ranking.predictions.prefix(EvaluatedImage.keptPlaces)),
            answer: right)
    }
}
