internal import HTTPTypes
package import ZeroShot

/// Computes for all requests: opens checkpoints, gathers images of several clients into batches,
/// and keeps what is asked for again.
package actor InferenceService {
    /// Finds a checkpoint's files, downloading them where that is needed.
    package typealias Locator = @Sendable (_ name: String) async throws -> CheckpointLocation

    private let configuration: ServerConfiguration
    private let locate: Locator
    private var classifiers: [String: ZeroShotClassifier] = [:]

    /// A service without any checkpoint open.
    package init(
        _ configuration: ServerConfiguration, locate: @escaping Locator
    ) {
        self.configuration = configuration
        self.locate = locate
    }

    /// Opens the default checkpoint and loads its towers; requests are answered faster afterwards.
    ///
    /// - Throws: what opening a checkpoint throws.
    package func warmUp() async throws {
        let classifier = try await classifier(nil)
        try await classifier.encoder.loadImageTower()
        try await classifier.encoder.loadTextTower()
    }

    /// The checkpoints that may be asked for, the default one first.
    package func checkpoints() async -> [ServedCheckpoint] {
        configuration.checkpoints.map { name in
            ServedCheckpoint(
                name: name, isDefault: name == configuration.checkpoints.first,
                summary: try? classifiers[name]?.checkpoint.summary())
        }
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
        let classifier = try await classifier(checkpoint)
        let classes = try await classifier.prepare(request)
        let embedded = try await embed(
            images, consentPolicy: request.people.consentPolicy, checkpoint: checkpoint)
        let reports = try await classifier.classify(embedded.images, against: classes)
        return (Report(run: classes.run, images: reports), images.map { _ in nil })
    }

    /// Image embeddings of unit length, or why an image has none.
    package func embed(
        _ images: [UploadedImage], consentPolicy: String?, checkpoint: String?
    ) async throws -> (checkpoint: CheckpointSummary, images: [EmbeddedImage]) {
        let classifier = try await classifier(checkpoint)
        let reader = ImageReader(
            checkpoint: classifier.checkpoint, consentPolicy: consentPolicy,
            maximumPixels: configuration.limits.pixels, decoding: configuration.decoding)
        let read = images.map { image in
            switch image.content {
            case .bytes(let bytes): reader.read(bytes, source: image.source)
            case .kept: ReadImage(source: image.source, failure: .init(code: "", message: ""))
            case .failed(let code, let message):
                ReadImage(source: image.source, failure: .init(code: code, message: message))
            }
        }
        return (try classifier.checkpoint.summary(), try await classifier.embed(read))
    }

    /// Text embeddings of unit length, each text taken as it is; and what was cut off.
    package func embed(
        texts: [String], checkpoint: String?
    ) async throws -> (
        checkpoint: CheckpointSummary, texts: [TokenizedText], embeddings: Embeddings
    ) {
        let classifier = try await classifier(checkpoint)
        let tokens = texts.map(try classifier.checkpoint.loadTokenizer().encode)
        return (
            try classifier.checkpoint.summary(), tokens,
            try await classifier.encoder.embed(texts: tokens)
        )
    }

    /// Computes the prototypes of a request's classes, to be kept and used again.
    package func compile(
        _ request: ClassificationRequest, checkpoint: String?
    ) async throws -> LabelSet {
        try await classifier(checkpoint).compile(request)
    }

    private func classifier(_ name: String?) async throws -> ZeroShotClassifier {
        guard let name = name ?? configuration.checkpoints.first else {
            throw Refusal.checkpointUnspecified
        }
        if let classifier = classifiers[name] { return classifier }
        let checkpoint = try Checkpoint(
            at: try await locate(name), settings: configuration.checkpointSettings)
        let made = ZeroShotClassifier(checkpoint: checkpoint, threads: configuration.threads)
        classifiers[name] = made
        return made
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
