public import Foundation

/// Ranks a caller's classes for a caller's images with one checkpoint.
///
/// ```swift
/// let classifier = try ZeroShotClassifier(checkpoint: Checkpoint("demo"))
/// let report = try await classifier.classify(
///     [URL(filePath: "owl.jpg")], ClassificationRequest(labels: ["fox", "bear", "owl"])
/// )
/// print(try report.text(as: .text))
/// ```
public struct ZeroShotClassifier: Sendable {
    /// The checkpoint's towers.
    public let encoder: DualEncoder
    private let tokenizer: any Tokenizer

    /// Reads the tokenizer; the towers are built when they are first used.
    ///
    /// - Parameters:
    ///   - checkpoint: whose towers rank.
    ///   - threads: for the arithmetic; the number of processors when not given.
    /// - Throws: `CheckpointError` or `TokenizerError`.
    public init(checkpoint: Checkpoint, threads: Int? = nil) throws {
        tokenizer = try checkpoint.loadTokenizer()
        encoder = DualEncoder(checkpoint: checkpoint, threads: threads)
    }

    /// The checkpoint that ranks.
    public var checkpoint: Checkpoint { encoder.checkpoint }

    /// Ranks the classes for image files; a file that cannot be read fails alone.
    ///
    /// - Throws: ``Refusal``, ``CheckpointError``, ``RankingError``.
    public func classify(
        _ images: [URL], _ request: ClassificationRequest
    ) async throws -> Report {
        let classes = try await prepare(request)
        let reader = ImageReader(
            checkpoint: checkpoint, consentPolicy: request.people.consentPolicy)
        var reports: [ImageReport] = []
        for image in images {
            reports.append(
                contentsOf: try await classify([reader.read(contentsOf: image)], against: classes)
            )
        }
        return Report(run: classes.run, images: reports)
    }

    /// Checks the request against the policy and computes the classes' prototypes.
    ///
    /// - Throws: ``Refusal`` before anything is computed; ``CheckpointError``, ``RankingError``.
    public func prepare(_ request: ClassificationRequest) async throws -> PreparedClasses {
        try RequestPolicy(request).check()
        let prompts = request.prompts
        var averager = PrototypeAverager(
            prompts, averaging: request.averaging, dimension: checkpoint.embeddingDimension
        )
        var truncated: [TruncatedPrompt] = []
        // Classes in groups, so that the prompts of all of them never lie in memory together.
        let group = max(1, Self.promptsPerGroup * prompts.labels.count / max(1, prompts.count))
        for start in stride(from: 0, to: prompts.labels.count, by: group) {
            let classes = start..<min(start + group, prompts.labels.count)
            let texts = classes.flatMap { index in
                prompts.prompts(ofClass: index).map { prompt in
                    let text = tokenizer.encode(prompt)
                    if let cut = text.truncation {
                        truncated.append(
                            TruncatedPrompt(
                                label: prompts.labels[index], prompt: prompt, tokens: cut.tokens,
                                limit: cut.limit, lost: cut.lost
                            )
                        )
                    }
                    return text
                }
            }
            try averager.add(try await encoder.embed(texts: texts, length: .projected))
            try Task.checkCancellation()
        }
        return PreparedClasses(
            prototypes: averager.finish(),
            request: request,
            run: try run(request, truncated)
        )
    }

    /// Ranks the classes for some images at once; more than a few dozen gain nothing.
    ///
    /// - Throws: ``CheckpointError``, ``RankingError``.
    public func classify(
        _ images: [ReadImage], against classes: PreparedClasses
    ) async throws -> [ImageReport] {
        let embeddings = try await encoder.embed(images: images.compactMap(\.pixels))
        var rows = (0..<embeddings.count).makeIterator()
        return try images.map { image in
            try classes.report(on: image, embedding: { rows.next().map { embeddings[$0] } })
        }
    }

    /// Enough prompts for each template to meet many classes.
    ///
    /// What prompts begin with alike is computed once in a group. Twice as many would save another
    /// hundredth of the work.
    private static let promptsPerGroup = 8192

    private func run(
        _ request: ClassificationRequest, _ truncated: [TruncatedPrompt]
    ) throws -> RunReport {
        var run = RunReport(
            checkpoint: try checkpoint.summary(),
            classes: request.prompts,
            averaging: request.averaging,
            parity: checkpoint.parity,
            truncated: truncated,
            scoring: checkpoint.scoring
        )
        run.promptsFile = request.promptsFile
        run.people = request.people
        return run
    }
}

/// The classes of a request, ready to be compared with images.
public struct PreparedClasses: Sendable {
    /// One vector for each class.
    public let prototypes: ClassPrototypes
    /// What the report says beside its images.
    public package(set) var run: RunReport
    private let top: Int
    private let threshold: Float

    init(prototypes: ClassPrototypes, request: ClassificationRequest, run: RunReport) {
        self.prototypes = prototypes
        self.run = run
        top = request.top
        threshold = request.threshold
    }

    /// The report on one image; `embedding` is asked for only when the image was read.
    fileprivate func report(
        on image: ReadImage, embedding: () -> [Float]?
    ) throws -> ImageReport {
        switch image.outcome {
        case .failed(let failure, let size):
            return ImageReport(
                source: image.source, size: size, failure: failure,
                peopleEvidence: image.peopleEvidence, notices: image.notices
            )
        case .read(_, let size):
            guard let embedding = embedding() else {
                preconditionFailure("fewer embeddings than images that were read")
            }
            return ImageReport(
                source: image.source, size: size,
                ranking: try prototypes.ranking(of: embedding, scoring: run.scoring, top: top),
                scoring: run.scoring, threshold: threshold,
                peopleEvidence: image.peopleEvidence, notices: image.notices
            )
        }
    }
}
