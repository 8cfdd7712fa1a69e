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
    /// While `body` runs, the towers compute with `threads` threads.
    ///
    /// `body` clears the progress line before it writes results.
    ///
    /// - Throws: what `body` throws, and `CancellationError`.
    func forEachBatch(
        of inputs: InputExpansion, reading images: ImageReader, threads: Int,
        body: ([ReadImage], ProgressLine) async throws -> Void
    ) async throws {
        try await forEachBatch(
            of: inputs, count: inputs.count, reading: images, threads: threads, body: body)
    }

    /// The same for any `count` inputs.
    func forEachBatch(
        of inputs: some Sequence<InputItem> & Sendable, count: Int, reading images: ImageReader,
        threads: Int, body: ([ReadImage], ProgressLine) async throws -> Void
    ) async throws {
        let processors = ProcessorCount.current.count
        let turns = DecodingTurns(
            bytes: Self.decodingBytes, besideTowers: max(0, processors - threads))
        let line = ProgressLine(progress, counting: .images)
        defer { line.clear() }
        var batch: [ReadImage] = []
        var done = 0
        func finishBatch() async throws {
            try await turns.compute { try await body(batch, line) }
            done += batch.count
            batch.removeAll(keepingCapacity: true)
            line.show(done: done, of: count)
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
