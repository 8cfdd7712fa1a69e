import ArgumentParser
import EmbeddingIndex
import Foundation
import ZeroShot
import ZeroShotHub
import ZeroShotServer

/// What the process ends with.
enum ExitStatus: Int32 {
    case success = 0
    case unexpected = 1
    case usage = 2
    case refused = 3
    case someInputsFailed = 4
    case checkpointUnusable = 5
    case interrupted = 130
    case terminated = 143

    /// The status for an error that ended the run, after its message went to standard error.
    init(reporting error: any Error) {
        switch error {
        case let status as ExitStatus:
            self = status
        case is ClosedPipe:
            self = .success
        case is CancellationError:
            // The signal that cancelled the run names the status.
            self = .unexpected
        case let refusal as Refusal:
            self = .refused
            StandardError.write(refusal.description)
        case is CheckpointError, is TokenizerError, is PreprocessingError, is RankingError,
            is ProductResourceError, is HubError:
            self = .checkpointUnusable
            StandardError.write("error: \(error)")
        case let error as GenerationError:
            self = error.isUsage ? .usage : .unexpected
            StandardError.write("error: \(error)")
        case is PromptError, is UsageError, is PrecisionError, is CalibrationError,
            is SupportError, is ExplanationError, is EvaluationError, is JobError:
            self = .usage
            StandardError.write("error: \(error)")
        case let error as ServerError:
            self = error.isUsage ? .usage : .unexpected
            StandardError.write("error: \(error)")
        case is ConfigurationError, is WorkerProtocolError:
            self = .usage
            StandardError.write("error: \(error)")
        case let error as IndexError:
            self = error.isUsage ? .usage : .unexpected
            StandardError.write("error: \(error)")
        case let error as LabelSetError:
            self = Self.status(of: error)
            StandardError.write("error: \(error)")
        default:
            self.init(reportingParserError: error)
        }
    }

    private static func status(of error: LabelSetError) -> ExitStatus {
        switch error {
        case .unwritable: .unexpected
        case .checkpointChanged: .checkpointUnusable
        default: .usage
        }
    }

    /// The argument parser's own errors, and its clean exits for help and version.
    private init(reportingParserError error: any Error) {
        let code = Zeroshot.exitCode(for: error)
        switch code {
        case .success:
            self = .success
            print(Zeroshot.fullMessage(for: error))
        case .validationFailure:
            self = .usage
            StandardError.write(Zeroshot.fullMessage(for: error))
        default:
            self = .unexpected
            StandardError.write("error: \(error)")
        }
    }
}

/// A command that ends with a status throws it.
extension ExitStatus: Error {}

/// Where messages for people go.
///
/// What cannot be written there is lost; results do not depend on it.
enum StandardError {
    /// Writes a message and ends the line.
    static func write(_ message: String) {
        write(text: message + "\n")
    }

    static func write(text: String) {
        write(bytes: Array(text.utf8))
    }

    static func write(bytes: [UInt8]) {
        try? FileHandle.standardError.write(contentsOf: Data(bytes))
    }
}
