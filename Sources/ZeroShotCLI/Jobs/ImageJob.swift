import Foundation
import ZeroShot

/// A run over images and its output, which may hold the rows of an earlier run.
struct ImageJob {
    /// The inputs without a row.
    let inputs: PendingInputs
    /// The rows of earlier runs.
    private(set) var kept = RunSummary()
    /// Whether the output holds what stands before the rows.
    private(set) var isBegun = false
    /// Whether nothing is left to do, and the output is whole.
    private(set) var isFinished = false
    /// Where rows go; of an array, besides it, the names, and the record, which takes the inputs
    /// that fail.
    let files: [OutputFile]

    /// Nil where no run can go on with the output.
    private var path: String?
    private var isResumed = false

    /// Begins a run, or goes on with one that was stopped.
    ///
    /// - Parameters:
    ///   - inputs: all of them.
    ///   - output: a file; standard output without one.
    ///   - form: nil for a form that no run can go on with.
    ///   - isResumed: whether the run goes on with what is in the output.
    ///   - identity: what the rows follow from.
    /// - Throws: `Refusal`, `JobError`, `OutputError`.
    init(
        _ inputs: InputExpansion, output: String?, form: JobForm?, isResumed: Bool,
        identity: () throws -> RunIdentity
    ) throws {
        guard let output, let form, try Self.canGoOn(output, mustGoOn: isResumed) else {
            self.init(PendingInputs(inputs), files: [try OutputFile(path: output)])
            return
        }
        guard isResumed else {
            // In this order there is never a record beside rows that it does not speak of.
            try JobRecord.remove(for: output)
            let file = try OutputFile(path: output)
            // For runs that would go on with it. Whoever begins a file anew may do so at any time.
            _ = file.lock()
            try self.init(inputs, beginning: file, output, form, mustRecord: false, identity())
            return
        }
        let file = try OutputFile(opening: output)
        guard file.lock() else { throw JobError.inUse(output: output) }
        if try file.size == 0 {
            try self.init(inputs, beginning: file, output, form, mustRecord: true, identity())
        } else {
            try self.init(inputs, goingOnWith: file, output, form, identity())
        }
        self.isResumed = true
    }

    private init(_ inputs: PendingInputs, files: [OutputFile], path: String? = nil) {
        self.inputs = inputs
        self.files = path == nil ? files : files.map(\.resumable)
        self.path = path
    }

    private init(
        _ inputs: InputExpansion, beginning file: OutputFile, _ output: String, _ form: JobForm,
        mustRecord: Bool, _ identity: RunIdentity
    ) throws {
        var files = [file]
        if case .array = form {
            files.append(try OutputFile(path: NPYWriter.namesPath(of: output)))
        }
        var path: String? = output
        do {
            let end = try JobRecord.write(identity, for: output)
            if case .array = form {
                files.append(try OutputFile(opening: JobRecord.path(of: output)))
                try files[2].cut(to: end)
            }
        } catch  where !mustRecord {
            // The folder takes no further file: the run goes well without.
            path = nil
        } catch {
            throw OutputError(file: JobRecord.path(of: output), reason: error.systemReason)
        }
        self.init(PendingInputs(inputs), files: files, path: path)
    }

    private init(
        _ inputs: InputExpansion, goingOnWith file: OutputFile, _ output: String, _ form: JobForm,
        _ identity: RunIdentity
    ) throws {
        let record = try JobRecord(of: output)
        try record.requireSame(identity, output: output)
        var rows = try form.rows(of: output, record)
        var kept = RunSummary()
        let pending: PendingInputs
        do {
            pending = try PendingInputs(inputs, named: form.name) {
                let row = try rows.next()
                if let row { kept.add(row) }
                return row?.source
            }
        } catch let error as FileError {
            throw JobError.unreadable(output: output, reason: "\(error)")
        }
        let written = rows.files
        let files = try [file] + written.dropFirst().map { try OutputFile(opening: $0.path) }
        self.init(pending, files: files, path: output)
        self.kept = kept
        isBegun = written[0].end > 0
        isFinished = pending.isEmpty && rows.isComplete
        guard !isFinished else { return }
        for (file, written) in zip(files, written) { try file.cut(to: written.end) }
    }

    /// Whether a run can go on with an output: a regular file, or one that is yet to be made.
    private static func canGoOn(_ output: String, mustGoOn: Bool) throws -> Bool {
        switch try? FileSystem.kind(of: FilePath(bytes: Array(output.utf8))) {
        case .file, nil: return true
        case .folder, .other:
            if mustGoOn { throw JobError.notAFile(output: output) }
            return false
        }
    }
}

extension ImageJob {
    /// What to say before the run; nil for one that begins.
    var notice: String? {
        guard let path, isBegun else { return nil }
        let images = Self.images(kept.images)
        return isFinished
            ? "\(path) is complete with \(images); nothing is left to do."
            : "\(path) holds \(images); \(inputs.count.grouped) are left to do."
    }

    /// What to say of a run that a signal stopped.
    func stopped(after done: Int) -> String {
        let stopped = "Stopped after \(done.grouped) of \(Self.images(kept.images + inputs.count))"
        guard let path else { return stopped + "." }
        return "\(stopped); their rows in \(path) are complete. The same command with --resume "
            + "goes on behind them."
    }

    /// Keeps an input that has no row in an array.
    ///
    /// - Throws: `OutputError`.
    func noteFailure(of source: String, code: String, atRow row: Int) throws {
        guard files.count > 2 else { return }
        try files[2].write(
            JobRecord.Failure.line(NPYWriter.line(of: source), code: code, row: row))
    }

    /// Removes the record, unless the caller goes on with outputs.
    ///
    /// - Throws: `OutputError`.
    func finish() throws {
        if let path, !isResumed { try JobRecord.remove(for: path) }
    }

    private static func images(_ count: Int) -> String {
        "\(count.grouped) \(count == 1 ? "image" : "images")"
    }
}
