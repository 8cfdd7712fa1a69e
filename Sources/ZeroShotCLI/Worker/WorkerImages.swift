import ZeroShot
import ZeroShotHub

/// Reads the images of a batch and takes them through the tower.
struct WorkerImages: Sendable {
    let classifier: ZeroShotClassifier
    let reader: ImageReader
    let downloads: ImageDownloader.Limits
    /// Images that go through the tower at once.
    let batchSize: Int
    private let turns = DecodingTurns(bytes: Self.decodingBytes, besideTowers: 0)

    init(
        classifier: ZeroShotClassifier, reader: ImageReader, downloads: ImageDownloader.Limits,
        batchSize: Int
    ) {
        self.classifier = classifier
        self.reader = reader
        self.downloads = downloads
        self.batchSize = batchSize
    }

    /// Images that were read and wait for the tower hold at most this much memory.
    private static let queueBytes = 256 << 20
    /// Images that are being decoded hold at most this much memory; one alone may hold more.
    private static let decodingBytes = 256 << 20

    /// The answer to a batch, in the order of its items; an image that cannot be read fails alone.
    ///
    /// Decoders and towers take turns with the same number of threads, so the worker never uses
    /// more processors than it was given.
    ///
    /// - Throws: `CheckpointError`, `RankingError`, `CancellationError`.
    func answer(
        _ request: WorkerRequest, _ mode: WorkerMode, downloader: ImageDownloader,
        progress: WorkerProgress
    ) async throws -> Frame {
        let inputs = InputReader(images: reader, downloader: downloader, turns: turns)
        let ahead = ReadAhead(
            workers: classifier.encoder.threads, bytes: Self.queueBytes,
            resultBytes: reader.pixelBytes
        )
        var waiting: [ReadImage] = []
        var embedded: [EmbeddedImage] = []
        func embedWaiting() async throws {
            embedded += try await turns.compute { try await classifier.embed(waiting) }
            progress.add(embedded: waiting.count)
            waiting.removeAll(keepingCapacity: true)
        }
        try await ahead.forEach(
            request.items,
            work: { item in
                defer { progress.add(read: 1) }
                return await inputs.read(item)
            },
            consume: { image in
                waiting.append(image)
                if waiting.count == batchSize { try await embedWaiting() }
            })
        if !waiting.isEmpty { try await embedWaiting() }
        switch mode {
        case .classify(let classes):
            return WorkerMessages.result(
                of: request.id, try await classifier.classify(embedded, against: classes))
        case .embed(let checkpoint, _, _):
            return WorkerMessages.result(
                of: request.id, embedded, dimension: checkpoint.embeddingDimension)
        }
    }
}
