internal import OneDNN

/// Times the stages of a run with one checkpoint.
///
/// All that is to be timed is done once before, for caches and lazily prepared products, and towers
/// run until their weights are packed. Then it is done in turn, round after round, the product that
/// gives the machine's peak among it, so that a busy neighbour disturbs all of them alike.
package struct Benchmark: Sendable {
    /// The files' bytes, at least one of them.
    package let photos: [[UInt8]]
    /// Of the stage `prototypes`, at least two.
    package var labels = Self.things
    package var templates = TemplateSet.default
    package var stages = BenchmarkStage.allCases
    /// Images that go through the image tower at once; each size is timed.
    package var batchSizes = [1, 8, 32]
    package var rounds = 5

    /// Labels of the stage `ranking`.
    private static let rankedLabels = 1000

    /// A sample goes on for as long, so that a neighbour's short burst does not decide it.
    private static let shortestSample = Duration.milliseconds(500)

    package init(photos: [[UInt8]]) {
        precondition(!photos.isEmpty, "a benchmark without photos")
        self.photos = photos
    }

    /// Measures.
    ///
    /// - Throws: ``CheckpointError``, ``TokenizerError``, ``Refusal`` for labels that must not be
    ///   ranked, `ImageReport.Failure` for a photo that cannot be decoded, `CancellationError`.
    package func run(_ checkpoint: Checkpoint, threads: Int?) async throws -> BenchmarkReport {
        let classifier = ZeroShotClassifier(checkpoint: checkpoint, threads: threads)
        let encoder = classifier.encoder
        _ = try await peakSeconds(encoder)
        var imageTowerLoading: Double?
        var textTowerLoading: Double?
        if stages.contains(.image) {
            imageTowerLoading = try await seconds { try await encoder.loadImageTower() }
        }
        if stages.contains(.text) || stages.contains(.prototypes) {
            textTowerLoading = try await seconds { try await encoder.loadTextTower() }
        }
        let measurements = try stages.flatMap { try self.measurements(of: $0, with: classifier) }
        for measurement in measurements {
            try await measurement.warmUp()
        }
        var peak: [Double] = []
        var samples = measurements.map { _ in [Double]() }
        for _ in 0..<rounds {
            peak.append(try await peakSeconds(encoder))
            for (index, measurement) in measurements.enumerated() {
                try Task.checkCancellation()
                samples[index].append(try await measurement.sample())
            }
        }
        return BenchmarkReport(
            checkpoint: checkpoint.details(),
            checkpointID: checkpoint.id,
            precision: checkpoint.precision,
            threads: encoder.threads,
            rounds: rounds,
            inputs: BenchmarkReport.Inputs(
                photos: photos.count, labels: labels.count, prompts: promptCount,
                rankedLabels: Self.rankedLabels
            ),
            imageTowerLoading: imageTowerLoading,
            textTowerLoading: textTowerLoading,
            peak: Samples(peak),
            stages: zip(measurements, samples).map { measurement, samples in
                BenchmarkStageResult(
                    stage: measurement.stage, batch: measurement.batch, seconds: Samples(samples),
                    work: measurement.work
                )
            },
            peakMemory: Machine.peakMemory
        )
    }

    private var promptCount: Int { labels.count * templates.templates.count }

    private func peakSeconds(_ encoder: DualEncoder) async throws -> Double {
        try await encoder.withEngine { try PeakProduct.seconds(on: $0) }
    }
}

// MARK: - What is measured

extension Benchmark {
    /// One row of the report.
    private struct Measurement {
        let stage: BenchmarkStage
        let batch: Int
        let work: ProductWork?
        /// Does once what is to be timed, or a small part of it.
        let warmUp: () async throws -> Void
        /// Seconds for one item.
        let sample: () async throws -> Double

        init(
            _ stage: BenchmarkStage, batch: Int = 1, work: ProductWork? = nil,
            warmUp: (() async throws -> Void)? = nil, sample: @escaping () async throws -> Double
        ) {
            self.stage = stage
            self.batch = batch
            self.work = work
            self.warmUp = warmUp ?? { _ = try await sample() }
            self.sample = sample
        }
    }

    private func measurements(
        of stage: BenchmarkStage, with classifier: ZeroShotClassifier
    ) throws -> [Measurement] {
        let checkpoint = classifier.checkpoint
        switch stage {
        case .decode:
            return [Measurement(stage) { try decodingSeconds() }]
        case .preprocess:
            return [Measurement(stage) { try preprocessingSeconds(checkpoint) }]
        case .image:
            return try images(classifier)
        case .text:
            return [try text(classifier)]
        case .prototypes:
            return [try prototypes(classifier)]
        case .ranking:
            return [try ranking(classifier.encoder)]
        }
    }

    private func decodingSeconds() throws -> Double {
        let clock = ContinuousClock()
        let time = try clock.measure {
            for photo in photos { _ = try RGBImage(decoding: photo) }
        }
        return time / .seconds(1) / Double(photos.count)
    }

    /// One decoded photo lies in memory at a time, and decoding it is not timed.
    private func preprocessingSeconds(_ checkpoint: Checkpoint) throws -> Double {
        let clock = ContinuousClock()
        var time = Duration.zero
        for photo in photos {
            let image = try RGBImage(decoding: photo)
            time += try clock.measure { _ = try checkpoint.preprocessor.pixels(of: image) }
        }
        return time / .seconds(1) / Double(photos.count)
    }

    /// Every batch size, the photos one after the other and again from the first.
    private func images(_ classifier: ZeroShotClassifier) throws -> [Measurement] {
        let checkpoint = classifier.checkpoint
        let pictures = try photos.prefix(batchSizes.max() ?? 1).map {
            try checkpoint.preprocessor.pixels(of: RGBImage(decoding: $0))
        }
        return batchSizes.map { size in
            let batch = (0..<size).map { pictures[$0 % pictures.count] }
            let work = batch.map {
                checkpoint.layout.imageWork(of: PixelSize(width: $0.width, height: $0.height))
            }
            return Measurement(
                .image, batch: size, work: ProductWork(meanOf: work),
                warmUp: {
                    try await pack { try await classifier.encoder.embed(images: [batch[0]]) }
                    _ = try await classifier.encoder.embed(images: batch)
                }
            ) {
                try await secondsPerItem(size) {
                    _ = try await classifier.encoder.embed(images: batch)
                }
            }
        }
    }

    /// Prompts that begin with different words: each is computed whole.
    private func text(_ classifier: ZeroShotClassifier) throws -> Measurement {
        let checkpoint = classifier.checkpoint
        let tokenizer = try checkpoint.loadTokenizer()
        let texts = Self.things.map { tokenizer.encode("\($0) on a wooden table") }
        let work = texts.map { checkpoint.layout.textWork(tokens: $0.ids.count) }
        return Measurement(
            .text, batch: texts.count, work: ProductWork(meanOf: work),
            warmUp: {
                try await pack { try await classifier.encoder.embed(texts: [texts[0]]) }
                _ = try await classifier.encoder.embed(texts: texts)
            }
        ) {
            try await secondsPerItem(texts.count) {
                _ = try await classifier.encoder.embed(texts: texts)
            }
        }
    }

    /// Many labels take minutes, so that only some are computed before.
    private func prototypes(_ classifier: ZeroShotClassifier) throws -> Measurement {
        let word = try classifier.checkpoint.loadTokenizer().encode(Self.things[0])
        let some = ClassificationRequest(labels: Array(labels.prefix(32)), templates: templates)
        let all = ClassificationRequest(labels: labels, templates: templates)
        return Measurement(
            .prototypes, batch: promptCount,
            warmUp: {
                try await pack { try await classifier.encoder.embed(texts: [word]) }
                _ = try await classifier.prepare(some)
            }
        ) {
            try await seconds { _ = try await classifier.prepare(all) } / Double(promptCount)
        }
    }

    /// Vectors that no tower made rank as fast as others.
    private func ranking(_ encoder: DualEncoder) throws -> Measurement {
        let (count, dimension) = (Self.rankedLabels, encoder.checkpoint.embeddingDimension)
        let values = (0..<count * dimension).map { Float($0 &* 7919 % 1009) / 1009 - 0.5 }
        let embeddings = try Embeddings(values, dimension: dimension).normalized()
        let prototypes = ClassPrototypes(
            labels: (0..<count).map { "label \($0)" }, embeddings: embeddings
        )
        // As many as the command ranks together.
        let batch = 16
        let images = Embeddings(
            Array(embeddings.values[..<(batch * dimension)]), dimension: dimension)
        return Measurement(.ranking, batch: batch, work: ProductWork(count * dimension)) {
            try await secondsPerItem(batch) {
                _ = try await encoder.rank(images, against: prototypes, top: 5)
            }
        }
    }

    /// Runs a tower until its layers have packed their weights.
    private func pack(_ run: () async throws -> Embeddings) async throws {
        for _ in 0...Linear.storedRuns { _ = try await run() }
    }

    private func seconds(_ body: () async throws -> Void) async throws -> Double {
        try await ContinuousClock().measure { try await body() } / .seconds(1)
    }

    /// Calls again until the sample is long enough, after a first call that wakes threads and
    /// fills caches.
    private func secondsPerItem(
        _ items: Int, _ call: () async throws -> Void
    ) async throws -> Double {
        try await call()
        let clock = ContinuousClock()
        let start = clock.now
        var calls = 0
        repeat {
            try await call()
            calls += 1
        } while clock.now - start < Self.shortestSample
        return (clock.now - start) / .seconds(1) / Double(calls * items)
    }

    /// Words of everyday language, each of one token for most tokenizers.
    private static let things = [
        "anchor", "apple", "bicycle", "bottle", "bridge", "camera", "candle", "carpet", "castle",
        "clock", "drum", "fence", "flag", "guitar", "hammer", "helmet", "kettle", "ladder", "lamp",
        "map", "mirror", "piano", "pillow", "rocket", "scissors", "shovel", "spoon", "suitcase",
        "teapot", "tent", "umbrella", "violin",
    ]
}

extension ProductWork {
    /// Of one of several on average.
    fileprivate init(meanOf all: [ProductWork]) {
        let sum = all.reduce(ProductWork(0), +)
        self.init(needed: sum.needed / all.count, whole: sum.whole / all.count)
    }
}
