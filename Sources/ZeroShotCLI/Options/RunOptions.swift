import ArgumentParser
import ZeroShot
import ZeroShotHub

/// How a run over images proceeds.
struct RunOptions: ParsableArguments {
    @Option(help: "Write results to this file instead of standard output.")
    var output: String?

    @Option(help: "Images that go through the image tower at once.")
    private var batchSize = 16

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    @Option(
        help: """
            How images are decoded: exact, as Pillow does; or fast, which lets the decoder of large \
            JPEGs shrink them first and changes similarities a little.
            """
    )
    var decode = DecodingMode.exact

    func validate() throws {
        guard batchSize >= 1 else {
            throw ValidationError("--batch-size is \(batchSize); give at least 1.")
        }
    }

    /// Images that were read and wait for the tower hold at most this much memory.
    private static let queueBytes = 256 << 20
    /// Images that are being decoded hold at most this much memory; one alone may hold more.
    private static let decodingBytes = 256 << 20

    /// Reads the images ahead and hands them over in batches, in order.
    ///
    /// While `body` runs, the towers compute with `threads` threads. `body` clears the progress line
    /// before it writes results.
    ///
    /// - Parameters:
    ///   - inputs: the images, each of which is read once.
    ///   - count: how many they are.
    ///   - kept: images that an earlier run has done, for the progress line.
    ///   - images: reads them.
    ///   - threads: of the towers.
    ///   - body: takes a batch.
    /// - Throws: what `body` throws, and `CancellationError`.
    func forEachBatch(
        of inputs: some Sequence<InputItem> & Sendable, count: Int,
        behind kept: RunSummary = RunSummary(), reading images: ImageReader, threads: Int,
        body: ([ReadImage], ProgressLine) async throws -> Void
    ) async throws {
        let processors = ProcessorCount.current.count
        let turns = DecodingTurns(
            bytes: Self.decodingBytes, besideTowers: max(0, processors - threads))
        let line = ProgressLine(progress, counting: .images)
        defer { line.clear() }
        var batch: [ReadImage] = []
        var (done, failed) = (kept.images, kept.failed)
        func finishBatch() async throws {
            try await turns.compute { try await body(batch, line) }
            done += batch.count
            failed += batch.count { $0.failure != nil }
            batch.removeAll(keepingCapacity: true)
            line.show(
                done: done, of: kept.images + count, kept: kept.images, failed: failed)
        }
        try await ImageDownloader.withConnections { downloader in
            let reader = InputReader(images: images, downloader: downloader, turns: turns)
            let ahead = ReadAhead(
                workers: processors,
                bytes: Self.queueBytes,
                resultBytes: images.pixelBytes
            )
            try await ahead.forEach(inputs, work: { await reader.read($0) }) { image in
                batch.append(image)
                if batch.count == batchSize { try await finishBatch() }
            }
        }
        if !batch.isEmpty { try await finishBatch() }
    }
}

extension ProgressLine.Mode: ExpressibleByArgument {}
