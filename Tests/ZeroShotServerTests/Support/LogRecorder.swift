import Foundation
import Logging
import Synchronization

@testable import ZeroShotServer

/// Keeps what a log writes.
final class LogRecorder: Sendable {
    private let written = Mutex<[String]>([])

    /// All lines so far.
    var lines: [String] { written.withLock { $0 } }

    /// A logger that writes here, always at the same moment.
    func logger(_ format: LogFormat = .text, level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { _ in
            ServerLogHandler(
                format, level: level, now: { Date(timeIntervalSince1970: 1_700_000_000.5) }
            ) { line in
                self.written.withLock { $0.append(line) }
            }
        }
    }
}
