import ZeroShot

/// Reads the results that a stopped run left in its output, one after the other.
///
/// What a kill tore is not read: only whole results count.
protocol WrittenRows {
    /// The next result; nil behind the last whole one.
    ///
    /// - Throws: `JobError` for what this output cannot hold, `FileError`.
    mutating func next() throws -> WrittenRow?

    /// The output's files, each up to the last result that was read.
    var files: [WrittenFile] { get }

    /// Whether the output ends as that of a run that ended by itself.
    ///
    /// Known behind the last result.
    var isComplete: Bool { get }
}

/// A file of an output, and how much of it stays.
struct WrittenFile: Equatable {
    let path: String
    /// In bytes; 0 where not even the beginning is whole.
    var end = 0
}

/// The lines of a report in the form `jsonl`.
struct ReportRows: WrittenRows {
    private var lines: LineReader
    private var number = 0
    private var file: WrittenFile
    private(set) var isComplete = false

    init(_ opened: OpenedFile, path: String) {
        lines = LineReader(opened)
        file = WrittenFile(path: path)
    }

    var files: [WrittenFile] { [file] }

    mutating func next() throws -> WrittenRow? {
        while let line = try lines.next(), line.isEnded {
            number += 1
            switch WrittenLine(ofReport: line.bytes) {
            case .run? where number == 1:
                file.end = line.end
            case .image(let row)? where number > 1 && !isComplete:
                file.end = line.end
                return row
            case .summary? where number > 1 && !isComplete:
                isComplete = true
            default:
                throw JobError.foreignLine(file: file.path, line: number)
            }
        }
        return nil
    }
}

/// The lines of a file of embeddings.
struct EmbeddingRows: WrittenRows {
    private var lines: LineReader
    private var number = 0
    private var file: WrittenFile
    /// Nothing stands behind the rows.
    let isComplete = true

    init(_ opened: OpenedFile, path: String) {
        lines = LineReader(opened)
        file = WrittenFile(path: path)
    }

    var files: [WrittenFile] { [file] }

    mutating func next() throws -> WrittenRow? {
        guard let line = try lines.next(), line.isEnded else { return nil }
        number += 1
        guard let row = WrittenRow(ofEmbeddings: line.bytes) else {
            throw JobError.foreignLine(file: file.path, line: number)
        }
        file.end = line.end
        return row
    }
}
