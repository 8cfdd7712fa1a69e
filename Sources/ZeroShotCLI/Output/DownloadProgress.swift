import Foundation
import ZeroShotHub

/// Shows what a download reports: one progress line, and notices above it.
///
/// `@unchecked Sendable`: the line is touched only while the lock is held.
final class DownloadProgress: @unchecked Sendable {
    private let lock = NSLock()
    private let line: ProgressLine

    init(_ mode: ProgressLine.Mode) {
        line = ProgressLine(mode, counting: .bytes)
    }

    func show(_ event: HubEvent) {
        lock.withLock {
            switch event {
            case .progress(let progress):
                line.show(
                    done: progress.bytes, of: progress.totalBytes, kept: progress.keptBytes
                )
            case .notice(let notice):
                line.clear()
                StandardError.write("notice: \(notice)")
            }
        }
    }

    func clear() {
        lock.withLock { line.clear() }
    }
}
