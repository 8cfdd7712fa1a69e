internal import HTTPTypes
internal import Synchronization
internal import ZeroShot

/// A checkpoint that is open: its towers, and what is kept of the requests for it.
final class OpenCheckpoint: Sendable {
    /// What every open checkpoint works with.
    struct Surroundings: Sendable {
        let configuration: ServerConfiguration
        let topics: RestrictedTopics
        let kept: KeptImages
        let queue: ImageQueue
        let decoding: ImageDecoding
        let metrics: EngineMetrics
    }

    /// An image on its way to the tower, and what it is to be ranked against.
    private struct Job: Sendable {
        let image: ReadImage
        let classes: KeptClasses?
    }

    let classifier: ZeroShotClassifier
    let summary: CheckpointSummary
    private let surroundings: Surroundings
    private let batcher: Batcher<Job, AnsweredImage>
    private let classes: Mutex<RecentlyUsed<ClassificationRequest, KeptClasses>>
    private let classesInWork = SharedWork<ClassificationRequest, KeptClasses>()

    /// - Throws: ``CheckpointError``.
    init(_ checkpoint: Checkpoint, _ surroundings: Surroundings) throws {
        let configuration = surroundings.configuration
        let classifier = ZeroShotClassifier(
            serving: checkpoint, threads: configuration.threads, prototypeCache: PrototypeCache())
        self.classifier = classifier
        self.surroundings = surroundings
        summary = try checkpoint.summary()
        classes = Mutex(RecentlyUsed(limit: configuration.batching.keptLabelLists))
        let queue = surroundings.queue
        let metrics = surroundings.metrics
        let turns = surroundings.decoding.turns
        batcher = Batcher(
            maximum: configuration.batching.maximumImages,
            maximumWait: configuration.batching.maximumWait
        ) { jobs in
            let start = ContinuousClock.now
            let answers = try await turns.compute { try await Self.answers(to: jobs, classifier) }
            let duration = ContinuousClock.now - start
            metrics.batch(of: jobs.count, took: duration)
            queue.noteBatch(of: jobs.count, took: duration)
            return answers
        }
    }

    /// Loads both towers and the tokenizer.
    ///
    /// - Throws: ``CheckpointError``, ``TokenizerError``.
    func warmUp() async throws {
        try await classifier.encoder.loadImageTower()
        _ = try await classifier.embed(texts: ["a photo"])
    }

    /// The classes of a request, kept from an earlier one where they are the same.
    ///
    /// - Throws: what ``ZeroShotClassifier/prepare(_:judgedBy:)`` throws.
    func prepared(_ request: ClassificationRequest) async throws -> KeptClasses {
        if let kept = classes.withLock({ $0.value(for: request) }) {
            surroundings.metrics.classes(wereKept: true)
            return kept
        }
        return try await classesInWork.value(for: request) {
            surroundings.metrics.classes(wereKept: false)
            let made = KeptClasses(
                try await classifier.prepare(request, judgedBy: surroundings.topics))
            _ = classes.withLock { $0.keep(made, for: request) }
            return made
        }
    }

    /// The embedding of each image, and its report where there are classes to rank.
    ///
    /// - Throws: ``APIError`` for an image that is no longer kept; ``CheckpointError``,
    ///   ``RankingError``.
    func answers(
        to images: [UploadedImage], consentPolicy: String?, against classes: KeptClasses?
    ) async throws -> [AnsweredImage] {
        let places = try images.map { try place(of: $0, consentPolicy: consentPolicy) }
        let reader = ImageReader(
            checkpoint: classifier.checkpoint, consentPolicy: consentPolicy,
            maximumPixels: surroundings.configuration.limits.pixels,
            decoding: surroundings.configuration.decoding)
        batcher.announce(
            places.count {
                if case .sent = $0 { true } else { false }
            })
        return try await withThrowingTaskGroup { group in
            for (number, place) in places.enumerated() {
                group.addTask {
                    (number, try await self.answer(to: place, reader, against: classes))
                }
            }
            var answers = [AnsweredImage?](repeating: nil, count: places.count)
            for try await (number, answer) in group { answers[number] = answer }
            return answers.compactMap(\.self)
        }
    }

    /// Where an image's embedding comes from.
    private enum Place: Sendable {
        case kept(EmbeddedImage, ImageIdentity)
        case sent([UInt8], source: String, ImageIdentity)
        case failed(ReadImage)
    }

    private func place(of image: UploadedImage, consentPolicy: String?) throws -> Place {
        switch image.content {
        case .failed(let code, let message):
            return .failed(
                ReadImage(source: image.source, failure: .init(code: code, message: message)))
        case .kept(let identity):
            guard let kept = kept(identity, as: image.source, consentPolicy) else {
                throw APIError(
                    .notFound, code: "image-not-kept",
                    message: "The image \(identity.text) is no longer kept. Send it again.")
            }
            return .kept(kept, identity)
        case .bytes(let bytes):
            let identity = ImageIdentity(of: bytes)
            guard let kept = kept(identity, as: image.source, consentPolicy) else {
                return .sent(bytes, source: image.source, identity)
            }
            return .kept(kept, identity)
        }
    }

    private func kept(
        _ identity: ImageIdentity, as source: String, _ consentPolicy: String?
    ) -> EmbeddedImage? {
        surroundings.kept.image(for: key(identity), source: source)?
            .judged(byConsentPolicy: consentPolicy)
    }

    private func key(_ identity: ImageIdentity) -> KeptImages.Key {
        KeptImages.Key(checkpoint: summary.fingerprint, identity: identity)
    }

    private func answer(
        to place: Place, _ reader: ImageReader, against classes: KeptClasses?
    ) async throws -> AnsweredImage {
        switch place {
        case .failed(let read):
            surroundings.metrics.image(.failed)
            return try await answer(without: EmbeddedImage(read) { [] }, nil, against: classes)
        case .kept(let image, let identity):
            surroundings.metrics.image(.kept)
            return try await answer(without: image, identity, against: classes)
        case .sent(let bytes, let source, let identity):
            let read = await surroundings.decoding.read(bytes, source: source, with: reader)
            guard read.failure == nil else {
                batcher.withdraw()
                surroundings.metrics.image(.failed)
                return try await answer(without: EmbeddedImage(read) { [] }, nil, against: classes)
            }
            var answer = try await batcher.output(of: Job(image: read, classes: classes))
            surroundings.metrics.image(.computed)
            surroundings.kept.keep(answer.image, for: key(identity))
            answer.identity = identity
            return answer
        }
    }

    /// The answer to an image that the tower need not see.
    private func answer(
        without image: EmbeddedImage, _ identity: ImageIdentity?, against classes: KeptClasses?
    ) async throws -> AnsweredImage {
        let report = try await Self.reports(on: [image], classifier, against: classes).first
        return AnsweredImage(
            image: image, report: report,
            identity: image.failure == nil ? identity : nil)
    }

    /// Embeds a batch, and ranks those of its images together that are compared with the same.
    private static func answers(
        to jobs: [Job], _ classifier: ZeroShotClassifier
    ) async throws -> [AnsweredImage] {
        let images = try await classifier.embed(jobs.map(\.image))
        var answers = images.map { AnsweredImage(image: $0) }
        let groups = Dictionary(grouping: jobs.indices) {
            jobs[$0].classes.map(ObjectIdentifier.init)
        }
        for group in groups.values {
            let reports = try await reports(
                on: group.map { images[$0] }, classifier, against: jobs[group[0]].classes)
            for (number, report) in zip(group, reports) { answers[number].report = report }
        }
        return answers
    }

    private static func reports(
        on images: [EmbeddedImage], _ classifier: ZeroShotClassifier, against classes: KeptClasses?
    ) async throws -> [ImageReport] {
        guard let classes else { return [] }
        return try await classifier.classify(images, against: classes.prepared)
    }
}

/// Classes that are ready, and the same for all requests that ask for them.
final class KeptClasses: Sendable {
    let prepared: PreparedClasses

    init(_ prepared: PreparedClasses) {
        self.prepared = prepared
    }
}

/// What the engine has to say about one image.
struct AnsweredImage: Sendable {
    let image: EmbeddedImage
    /// Nil where nothing was to be ranked.
    var report: ImageReport?
    /// The name under which the image is kept; nil for one that failed.
    var identity: ImageIdentity?
}
