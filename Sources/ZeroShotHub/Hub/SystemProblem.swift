internal import Foundation
internal import ZeroShot

/// What the system says when a file cannot be read or written.
struct SystemProblem: Error, Equatable {
    /// The system's error number; nil where Foundation gives none.
    let code: CInt?
    /// For a sentence, without a full stop.
    let reason: String

    init(errno code: CInt) {
        let error = NSError(domain: NSPOSIXErrorDomain, code: Int(code))
        self.init(code: code, reason: error.systemReason)
    }

    /// The system's own error, where Foundation wraps one.
    init(_ error: any Error) {
        if let error = error as? SystemProblem {
            self = error
            return
        }
        let cause = ((error as? CocoaError)?.underlying ?? error) as NSError
        if cause.domain == NSPOSIXErrorDomain {
            self.init(errno: CInt(truncatingIfNeeded: cause.code))
        } else if (error as? CocoaError)?.code == .fileWriteOutOfSpace {
            self.init(errno: ENOSPC)
        } else {
            self.init(code: nil, reason: error.systemReason)
        }
    }

    private init(code: CInt?, reason: String) {
        self.code = code
        self.reason = reason
    }

    var isFullDisk: Bool { code == ENOSPC || code == EDQUOT }
}

extension HubError {
    /// Says why the file or folder cannot be written.
    init(writing path: String, _ error: any Error) {
        let problem = SystemProblem(error)
        self =
            problem.isFullDisk
            ? .diskFull(path: path, needed: nil, free: nil)
            : .unwritable(path: path, reason: problem.reason)
    }
}
