internal import GRDB
internal import ZeroShot

extension IndexBuilder {
    /// Adds embeddings that were computed elsewhere; a path that is there already gets the new one.
    ///
    /// All rows and paths are looked at before the first one is written.
    ///
    /// - Parameters:
    ///   - array: the embeddings, of any length.
    ///   - paths: one for each row.
    ///   - advance: is told how many rows were written.
    /// - Throws: `IndexError`, `CancellationError`; what was written until then is complete.
    package func add(
        _ array: NPYFile, _ paths: PathList, advance: (_ rows: Int) -> Void
    ) throws {
        guard array.columns == header.dimension else {
            throw IndexError.array(
                file: array.path,
                .dimension(
                    found: array.columns, expected: header.dimension, checkpoint: header.checkpoint)
            )
        }
        var count = 0
        try paths.forEach { _ in count += 1 }
        guard count == array.rows else {
            throw IndexError.paths(file: paths.file, .count(found: count, rows: array.rows))
        }
        for start in stride(from: 0, to: array.rows, by: Self.rowsAtOnce) {
            try Task.checkCancellation()
            _ = try array.unitRows(start..<min(start + Self.rowsAtOnce, array.rows))
        }
        let root = try importedRoot()
        var row = 0
        var rows = Embeddings([], dimension: header.dimension)
        try paths.forEach { path in
            if row.isMultiple(of: Self.rowsAtOnce) {
                try commit()
                advance(row)
                try Task.checkCancellation()
                rows = try array.unitRows(row..<min(row + Self.rowsAtOnce, array.rows))
            }
            add(
                FileToIndex(root: root, path: Array(path.utf8), stamp: nil), hash: nil,
                EmbeddedImage(
                    source: path, embedding: rows[row % Self.rowsAtOnce], size: nil))
            row += 1
        }
        try finish(policy: nil)
        advance(row)
    }

    private static let rowsAtOnce = 4096

    /// Imported images lie in no folder: their paths are what their list says.
    private func importedRoot() throws -> Int64 {
        try database.write { database in
            if let root = try Int64.fetchOne(
                database, sql: "SELECT id FROM root WHERE path IS NULL")
            {
                return root
            }
            try database.execute(sql: "INSERT INTO root (path) VALUES (NULL)")
            return database.lastInsertedRowID
        }
    }
}
