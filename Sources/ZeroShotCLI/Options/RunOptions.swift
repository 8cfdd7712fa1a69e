import ArgumentParser
import Foundation
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

    func validate() throws {
        guard batchSize >= 1 else {
            throw ValidationError("--batch-size is \(batchSize); give at least 1.")
        }
    }

    /// Images that were read and wait for the tower hold at most this much memory.
    private static let queueBytes = 256 << 20

    /// Reads the images ahead and hands them over in batches, in order.
    ///
    /// `body` clears the progress line before it writes results.
    ///
    /// - Throws: what `body` throws, and `CancellationError`.
    func forEachBatch(
        of inputs: InputExpansion, reading images: ImageReader,
        body: ([ReadImage], ProgressLine) async throws -> Void
    ) async throws {
        let line = ProgressLine(progress, counting: .images)
        defer { line.clear() }
        var batch: [ReadImage] = []
        var done = 0
        func finishBatch() async throws {
            try await body(batch, line)
            done += batch.count
            batch.removeAll(keepingCapacity: true)
            line.show(done: done, of: inputs.count)
        }
        try await ImageDownloader.withConnections { downloader in
            let reader = InputReader(images: images, downloader: downloader)
            let ahead = ReadAhead(
                workers: ProcessInfo.processInfo.activeProcessorCount,
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
