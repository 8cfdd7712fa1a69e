import Foundation
import ZeroShotHub

/// Shows what a run that generates prompts reports: one progress line, and notices above it.
///
/// `@unchecked Sendable`: the line is touched only while the lock is held.
final class GenerationProgressLine: @unchecked Sendable {
    private let lock = NSLock()
    private let line: ProgressLine

    init(_ mode: ProgressLine.Mode) {
        line = ProgressLine(mode, counting: .answers)
    }

    func show(_ event: GenerationEvent) {
        lock.withLock {
            switch event {
            case .progress(let progress):
                line.show(
                    done: progress.answers, of: progress.totalAnswers, kept: progress.keptAnswers
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
