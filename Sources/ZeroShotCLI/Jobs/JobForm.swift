import ZeroShot

/// A form of output that a run can go on with.
enum JobForm {
    /// Report lines.
    case report
    /// Report rows, so many for each image that did not fail.
    case csv(rowsPerImage: Int)
    /// Lines of embeddings.
    case embeddings
    /// An NPY array.
    case array(dimension: Int)

    /// What a stopped run left.
    ///
    /// - Throws: `JobError`.
    func rows(of output: String, _ record: JobRecord) throws -> any WrittenRows {
        do {
            let path = FilePath(bytes: Array(output.utf8))
            switch self {
            case .report: return ReportRows(try OpenedFile(reading: path), path: output)
            case .csv(let rows):
                return CSVRows(
                    try OpenedFile(reading: path), path: output, rowsPerImage: rows)
            case .embeddings: return EmbeddingRows(try OpenedFile(reading: path), path: output)
            case .array(let dimension):
                return try NPYRows(path: output, dimension: dimension, record: record)
            }
        } catch let error as FileError {
            throw JobError.unreadable(output: output, reason: "\(error)")
        }
    }

    /// What the output calls the input with a source.
    @Sendable
    func name(of source: String) -> String {
        if case .array = self { NPYWriter.line(of: source) } else { source }
    }
}
