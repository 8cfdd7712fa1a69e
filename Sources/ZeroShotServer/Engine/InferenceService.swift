package import ZeroShot

/// Computes for all requests: opens checkpoints, gathers images of several clients into batches,
/// and keeps what is asked for again.
package struct InferenceService: Sendable {
    /// Finds a checkpoint's files, downloading them where that is needed.
    package typealias Locator = @Sendable (_ name: String) async throws -> CheckpointLocation

    private let pool: CheckpointPool
    private let queue: ImageQueue

    /// A service without any checkpoint open.
    ///
    /// - Throws: `ProductResourceError` when the rules of the policy cannot be read.
    package init(
        _ configuration: ServerConfiguration, locate: @escaping Locator
    ) throws {
        let metrics = EngineMetrics()
        let queue = ImageQueue(limit: configuration.batching.queuedImages, metrics: metrics)
        self.queue = queue
        pool = CheckpointPool(
            OpenCheckpoint.Surroundings(
                configuration: configuration,
                topics: try RestrictedTopics(),
                kept: KeptImages(bytes: configuration.batching.keptEmbeddingBytes),
                queue: queue,
                decoding: ImageDecoding(
                    towerThreads: configuration.threads ?? ProcessorCount.current.count),
                metrics: metrics
            ),
            locate: locate)
    }

    /// Opens the default checkpoint and loads its towers; requests are answered faster afterwards.
    ///
    /// - Throws: what opening a checkpoint throws.
    package func warmUp() async throws {
        try await pool.checkpoint(nil).warmUp()
    }

    /// The checkpoints that may be asked for, the default one first.
    package func checkpoints() async -> [ServedCheckpoint] {
        await pool.served
    }

    /// Ranks classes for some images; an image that cannot be used fails alone.
    ///
    /// - Parameters:
    ///   - images: of one request.
    ///   - request: the classes and how they are asked for.
    ///   - checkpoint: its name; the default one when nil.
    /// - Returns: the report, and the name of each image that can be ranked again.
    /// - Throws: `APIError` for an unknown checkpoint, an image that is no longer kept, or when too
    ///   much waits already; `Refusal`; what opening a checkpoint throws.
    package func classify(
        _ images: [UploadedImage], _ request: ClassificationRequest, checkpoint: String?
    ) async throws -> (report: Report, identities: [ImageIdentity?]) {
        try await queue.hold(images.count) {
            let checkpoint = try await pool.checkpoint(checkpoint)
            let classes = try await checkpoint.prepared(request)
            let answers = try await checkpoint.answers(
                to: images, consentPolicy: request.people.consentPolicy, against: classes)
            return (
                Report(run: classes.prepared.run, images: answers.compactMap(\.report)),
                answers.map(\.identity)
            )
        }
    }

    /// Image embeddings of unit length, or why an image has none.
    ///
    /// - Returns: the images, and the name of each that can be ranked without being sent again.
    /// - Throws: as ``classify(_:_:checkpoint:)``.
    package func embed(
        _ images: [UploadedImage], consentPolicy: String?, checkpoint: String?
    ) async throws -> (
        checkpoint: CheckpointSummary, images: [EmbeddedImage], identities: [ImageIdentity?]
    ) {
        try await queue.hold(images.count) {
            let checkpoint = try await pool.checkpoint(checkpoint)
            let answers = try await checkpoint.answers(
                to: images, consentPolicy: consentPolicy, against: nil)
            return (checkpoint.summary, answers.map(\.image), answers.map(\.identity))
        }
    }

    /// Text embeddings of unit length, each text taken as it is; and what was cut off.
    ///
    /// - Throws: `APIError` for an unknown checkpoint; what opening a checkpoint throws.
    package func embed(
        texts: [String], checkpoint: String?
    ) async throws -> (
        checkpoint: CheckpointSummary, texts: [TokenizedText], embeddings: Embeddings
    ) {
        try await queue.hold(1) {
            let checkpoint = try await pool.checkpoint(checkpoint)
            let (tokens, embeddings) = try await checkpoint.classifier.embed(texts: texts)
            return (checkpoint.summary, tokens, embeddings)
        }
    }

    /// Computes the prototypes of a request's classes, to be kept and used again.
    ///
    /// - Throws: `APIError` for an unknown checkpoint; `Refusal`; what opening a checkpoint throws.
    package func compile(
        _ request: ClassificationRequest, checkpoint: String?
    ) async throws -> LabelSet {
        try await queue.hold(1) {
            try await pool.checkpoint(checkpoint).classifier.compile(request)
        }
    }
}

/// A checkpoint that may be asked for.
package struct ServedCheckpoint: Sendable {
    /// As requests name it.
    package let name: String
    /// Whether it answers requests that name none.
    package let isDefault: Bool
    /// What reports say of it; nil until it was opened.
    package let summary: CheckpointSummary?
}
