import ZeroShot

/// The rows of an NPY array with the names beside it, and the inputs that failed between them,
/// which the job's record keeps.
struct NPYRows: WrittenRows {
    private let array: OpenedFile
    private let row: NPYWriter.Row
    private var names: LineReader
    private var failures: LineReader
    private var failure: JobRecord.Failure?
    private var rows = 0
    private var arrayFile: WrittenFile
    private var namesFile: WrittenFile
    private var record: WrittenFile
    private let wholeRows: Int
    private(set) var isComplete = false

    /// - Parameters:
    ///   - path: of the array.
    ///   - dimension: of the embeddings.
    ///   - record: of the job, read before.
    /// - Throws: `FileError` where one of the files cannot be read, `JobError`.
    init(path: String, dimension: Int, record: JobRecord) throws {
        row = .floats(dimension)
        let namesPath = NPYWriter.namesPath(of: path)
        let recordPath = JobRecord.path(of: path)
        array = try OpenedFile(reading: FilePath(bytes: Array(path.utf8)))
        names = LineReader(try OpenedFile(reading: FilePath(bytes: Array(namesPath.utf8))))
        failures = LineReader(
            try OpenedFile(reading: FilePath(bytes: Array(recordPath.utf8))), from: record.end)
        arrayFile = WrittenFile(path: path)
        namesFile = WrittenFile(path: namesPath)
        self.record = WrittenFile(path: recordPath, end: record.end)
        let size = try array.size
        if size >= row.headerLength {
            arrayFile.end = row.headerLength
            wholeRows = (size - row.headerLength) / row.length
        } else {
            wholeRows = 0
        }
        failure = try nextFailure()
    }

    var files: [WrittenFile] { [arrayFile, namesFile, record] }

    mutating func next() throws -> WrittenRow? {
        if let failure, failure.row == rows {
            record.end = failure.end
            self.failure = try nextFailure()
            return failure.written
        }
        guard rows < wholeRows, let line = try names.next(), line.isEnded else {
            let header = row.header(rows: rows)
            isComplete = try array.bytes(at: 0, count: header.count) == header
            return nil
        }
        rows += 1
        arrayFile.end += row.length
        namesFile.end = line.end
        return WrittenRow(source: String(decoding: line.bytes, as: UTF8.self))
    }

    private mutating func nextFailure() throws -> JobRecord.Failure? {
        guard let line = try failures.next(), line.isEnded else { return nil }
        guard let failure = JobRecord.Failure(line) else {
            throw JobError.unreadableRecord(record: record.path, reason: "a line is damaged")
        }
        return failure
    }
}
