internal import Synchronization

/// Adds up what several downloads have done, and tells it in that order.
final class ProgressTally: Sendable {
    private let progress: Mutex<HubProgress>
    private let report: @Sendable (HubEvent) -> Void

    init(of files: [RemoteFile], report: @escaping @Sendable (HubEvent) -> Void) {
        self.report = report
        progress = Mutex(
            HubProgress(
                bytes: 0, keptBytes: 0, totalBytes: files.map(\.size).reduce(0, +), files: 0,
                totalFiles: files.count
            )
        )
    }

    /// Negative when bytes were dropped, first of all what was here; `kept` of them were here.
    func add(bytes: Int, kept: Int = 0, files: Int = 0) {
        progress.withLock { progress in
            progress.bytes += bytes
            progress.keptBytes = max(0, progress.keptBytes + kept + min(bytes, 0))
            progress.files += files
            report(.progress(progress))
        }
    }

    func notice(_ notice: HubNotice) {
        report(.notice(notice))
    }
}
