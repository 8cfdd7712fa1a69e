import ZeroShot

/// A run cannot go on where another one stopped; status 2.
enum JobError: Error, Equatable {
    /// There is an output and no record of its run.
    case noRecord(output: String)
    case unreadableRecord(record: String, reason: String)
    case otherRun(output: String, [RunIdentity.Difference])
    case foreignLine(file: String, line: Int)
    /// A device or a pipe.
    case notAFile(output: String)
    /// Another run has it open.
    case inUse(output: String)
    case unreadable(output: String, reason: String)
}

extension JobError: CustomStringConvertible {
    /// What was found, and what to do.
    var description: String {
        switch self {
        case .noRecord(let output):
            """
            \(output): beside this file there is no \(JobRecord.path(of: output)), which a run keeps until \
            it ends, and with --resume for good. Either the file is complete, or no run can go on with \
            it: move it away, or give another --output.
            """
        case .unreadableRecord(let record, let reason):
            """
            \(record): this record of a stopped run cannot be used (\(reason)). Remove it and the \
            output beside it, or give another --output.
            """
        case .otherRun(let output, let differences):
            """
            \(output): the run that began this file differs in \(Self.list(differences)). Rows of both \
            do not belong in one file: repeat that run's options, or give another --output.
            """
        case .foreignLine(let file, let line):
            """
            \(file): line \(line) is not what a run with these options wrote. Move the file away, or \
            give another --output.
            """
        case .notAFile(let output):
            """
            \(output): this is no regular file, and only such a file can be gone on with; leave out \
            --resume.
            """
        case .inUse(let output):
            "\(output): another run is writing to this file; wait for its end."
        case .unreadable(let output, let reason):
            "\(output): what a stopped run left cannot be read (\(reason))."
        }
    }

    /// For example `labels, top (5 there, 3 here)`; what is long is only named.
    private static func list(_ differences: [RunIdentity.Difference]) -> String {
        differences.map { difference in
            let (there, here) = (difference.there ?? "none", difference.here ?? "none")
            return there.count + here.count <= 60
                ? "\(difference.name) (\(there) there, \(here) here)" : difference.name
        }.joined(separator: ", ")
    }
}
