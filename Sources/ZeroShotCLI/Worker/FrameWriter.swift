import Foundation
import Synchronization

/// Writes frames to the standard output that the process was started with.
///
/// From then on standard output leads to standard error: whatever else a library might print, only
/// frames go to the other side.
final class FrameWriter: Sendable {
    private let output: Mutex<OutputFile>

    init() {
        let name = "the worker's standard output"
        let descriptor = dup(STDOUT_FILENO)
        dup2(STDERR_FILENO, STDOUT_FILENO)
        output = Mutex(OutputFile(descriptor: descriptor, name: name))
    }

    /// Writes a whole frame; calls of several threads come one after the other.
    ///
    /// - Throws: `ClosedPipe` when the reader has gone, `OutputError`,
    ///   `WorkerProtocolError.answerTooLarge`.
    func send(_ frame: Frame) throws {
        try send { frame }
    }

    /// Writes the frame that `make` gives, if it gives one, when it is this call's turn: what it
    /// looks at cannot be out of date when the frame is written.
    ///
    /// - Throws: as above.
    func send(_ make: () -> Frame?) throws {
        try output.withLock { output in
            guard let frame = make() else { return }
            try output.write(frame.encoded())
        }
    }
}
