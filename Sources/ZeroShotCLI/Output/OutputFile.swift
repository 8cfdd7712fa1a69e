import Foundation
import ZeroShot

/// Where results go: a file, or standard output.
struct OutputFile {
    private let handle: FileHandle
    private let name: String
    /// Whether `--resume` can go on where writing stopped.
    private var canBeResumed = false

    /// Creates the file at `path`, or takes standard output.
    ///
    /// - Throws: `OutputError`.
    init(path: String?) throws {
        guard let path else {
            handle = .standardOutput
            name = "standard output"
            return
        }
        name = path
        let file = URL(filePath: path)
        do {
            // In place, so that a device or a pipe stays what it is.
            try Data().write(to: file)
            handle = try FileHandle(forWritingTo: file)
        } catch {
            throw OutputError(file: path, reason: Self.reason(for: error))
        }
    }

    /// What an open descriptor leads to.
    init(descriptor: Int32, name: String) {
        handle = FileHandle(fileDescriptor: descriptor)
        self.name = name
    }

    /// Opens a file with all that is in it, or creates it.
    ///
    /// - Throws: `OutputError`.
    init(opening path: String) throws {
        name = path
        do {
            let file = FilePath(bytes: Array(path.utf8))
            let descriptor = try FileSystem.open(file, O_RDWR | O_CREAT)
            handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        } catch {
            throw OutputError(file: path, reason: Self.reason(for: error))
        }
    }

    /// The same file, of which errors say that `--resume` goes on with it.
    var resumable: OutputFile {
        var file = self
        file.canBeResumed = true
        return file
    }

    /// In bytes.
    var size: Int {
        get throws { Int(try handle.seekToEnd()) }
    }

    /// Keeps other runs from going on with the file until this one ends, however it ends; false
    /// where another one has done so.
    func lock() -> Bool {
        flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
    }

    /// Cuts off what is behind so many bytes, and goes on there.
    ///
    /// - Throws: `OutputError`.
    func cut(to end: Int) throws {
        try writing {
            try handle.truncate(atOffset: UInt64(end))
            try handle.seek(toOffset: UInt64(end))
        }
    }

    /// Writes text to standard output.
    ///
    /// - Throws: `ClosedPipe` when the reader has gone, `OutputError`.
    static func print(_ text: String) throws {
        try OutputFile(path: nil).write(Array(text.utf8))
    }

    /// Writes the bytes at the end.
    ///
    /// - Throws: `ClosedPipe` when the reader has gone, `OutputError`.
    func write(_ bytes: [UInt8]) throws {
        let complete = try? handle.offset()
        do {
            try writing { try handle.write(contentsOf: Data(bytes)) }
        } catch let error as OutputError {
            // A row that a full disk cut off goes, so that what is left is whole.
            if let complete { try? handle.truncate(atOffset: complete) }
            throw error
        }
    }

    /// Writes the bytes over the first ones of a file.
    ///
    /// - Throws: `OutputError`.
    func overwriteStart(with bytes: [UInt8]) throws {
        try writing {
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(bytes))
        }
    }

    private func writing(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            let cause = Self.cause(of: error)
            if cause.domain == NSPOSIXErrorDomain && cause.code == Int(EPIPE) { throw ClosedPipe() }
            throw OutputError(
                file: name, reason: Self.reason(for: error), canBeResumed: canBeResumed)
        }
    }

    /// The system's own error, where Foundation wraps one.
    private static func cause(of error: any Error) -> NSError {
        ((error as? CocoaError)?.underlying ?? error) as NSError
    }

    private static func reason(for error: any Error) -> String {
        error.systemReason
    }
}

/// The reader of standard output has gone; the run ends silently.
struct ClosedPipe: Error {}

/// Results cannot be written.
struct OutputError: Error, CustomStringConvertible {
    let file: String
    let reason: String
    var canBeResumed = false

    var description: String {
        "\(file): results cannot be written (\(reason)). Rows written before are complete."
            + (canBeResumed
                ? " Once there is room, the same command with --resume goes on behind them." : "")
    }
}
