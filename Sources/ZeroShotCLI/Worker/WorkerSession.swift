import Foundation
import ZeroShot
import ZeroShotHub

/// Answers batches until the input ends, with heartbeats in between.
struct WorkerSession: Sendable {
    let output: FrameWriter
    let progress = WorkerProgress()
    let limits: FrameLimits
    let heartbeat: Duration

    /// Runs `body`, which works, and sends a heartbeat at every interval in which it is at work.
    ///
    /// - Throws: what `body` throws, and `ClosedPipe` when nobody takes the heartbeats any more.
    func withHeartbeat(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await Task.sleep(for: heartbeat)
                    try output.send { progress.activity.map(WorkerMessages.heartbeat) }
                }
            }
            group.addTask(operation: body)
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Answers the batches on standard input, one after the other.
    ///
    /// - Throws: `WorkerProtocolError`, `FileError` when the input cannot be read, `ClosedPipe`,
    ///   `CheckpointError`, `RankingError`, `CancellationError`.
    func answer(_ queue: FrameQueue, with images: WorkerImages, _ mode: WorkerMode) async throws {
        let ready = try WorkerMessages.ready(mode)
        progress.rest()
        try output.send(ready)
        try await ImageDownloader.withConnections(limits: images.downloads) { downloader in
            var number = 0
            for await arrival in queue.frames {
                let frame = try arrival.get()
                queue.taken()
                number += 1
                let request = try WorkerRequest(frame, number: number, limit: limits.items)
                progress.begin(request)
                let answer = try await images.answer(
                    request, mode, downloader: downloader, progress: progress)
                progress.rest()
                try output.send(answer)
            }
            try Task.checkCancellation()
        }
    }
}
