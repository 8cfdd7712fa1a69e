internal import GRDB
package import ZeroShot

/// Reads an index, also while it is being built.
///
/// It has the rows that were committed when it was opened; what is known of files is looked up when
/// it is asked for.
package final class IndexReader: Sendable {
    package let folder: IndexFolder
    package let header: IndexHeader
    package let rows: MappedRows
    private let generation: Int
    let database: IndexDatabase

    /// Opens the index in a folder.
    ///
    /// - Throws: `IndexError`.
    package init(_ folder: IndexFolder) throws {
        self.folder = folder
        database = try IndexDatabase(reading: folder)
        (generation, header, rows) = try Self.map(folder, database)
    }

    /// Maps the rows that the database knows.
    private static func map(
        _ folder: IndexFolder, _ database: IndexDatabase
    ) throws -> (generation: Int, IndexHeader, MappedRows) {
        var attempt = 0
        while true {
            let (generation, count) = try database.read {
                (try $0.generation(), try $0.rowCount())
            }
            let path = folder.embeddings(generation)
            do {
                let header = try EmbeddingFile.header(of: path, index: folder.path)
                let rows = try MappedRows(path, header: header, rows: count, index: folder.path)
                return (generation, header, rows)
            } catch IndexError.unreadable where attempt < 3 {
                // Pruning has put another file in its place since the database was read.
                attempt += 1
            }
        }
    }

    /// Reads what belongs to the rows that are mapped.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try database.read { database in
            guard try database.generation() == generation else {
                throw IndexError.pruned(index: folder.path)
            }
            return try body(database)
        }
    }

    /// The rows that a search passes over: those of deleted files, and without a consent policy
    /// those of pictures whose metadata speaks of people.
    ///
    /// - Throws: `IndexError`.
    package func hiddenRows(withPolicy: Bool) throws -> RowSet {
        try read { database in
            let found = try Row.fetchCursor(
                database,
                sql: """
                    SELECT row FROM picture
                    WHERE row IS NOT NULL AND (copies = 0 OR people IS NOT NULL)
                        AND (copies = 0 OR NOT ?)
                    """,
                arguments: [withPolicy])
            var hidden = RowSet(rows: rows.count)
            while let row = try found.next() {
                let number: Int = row[0]
                if number < rows.count { hidden.insert(number) }
            }
            return hidden
        }
    }

    /// The row of a picture with these bytes; nil where the index has none.
    ///
    /// - Parameter hash: their SHA-256.
    /// - Returns: its number.
    /// - Throws: `IndexError`.
    package func row(ofHash hash: [UInt8]) throws -> Int? {
        try read { database in
            try Int.fetchOne(
                database, sql: "SELECT row FROM picture WHERE hash = ? AND row < ?",
                arguments: [Blob(hash), rows.count])
        }
    }

    /// The pictures in some rows, each with the files that are there.
    ///
    /// - Throws: `IndexError`.
    package func pictures(inRows numbers: [Int]) throws -> [IndexedPicture] {
        let roots = IndexRoots(folder)
        return try read { database in
            let picture = try database.makeStatement(
                sql: "SELECT id, hash, width, height, people, notices FROM picture WHERE row = ?")
            let files = try database.makeStatement(
                sql: """
                    SELECT root.path AS root, file.path AS path FROM file
                    JOIN root ON root.id = file.root
                    WHERE picture = ? AND present ORDER BY file.root, file.path
                    """)
            return try numbers.map { number in
                guard let row = try Row.fetchOne(picture, arguments: [number]) else {
                    throw IndexError.damaged(
                        index: folder.path, .database("row \(number) belongs to no picture"))
                }
                let paths = try Row.fetchAll(files, arguments: [row["id"] as Int64]).map {
                    roots.prefix($0["root"]) + ($0["path"] as Blob).bytes
                }
                return IndexedPicture(row, number: number, paths: paths)
            }
        }
    }
}

/// A picture of an index, and where it is.
package struct IndexedPicture: Sendable, Equatable {
    package let row: Int
    /// Of its bytes; nil where they are not known.
    package let hash: [UInt8]?
    /// In pixels, the right way up; nil where it is not known.
    package let size: ImageReport.Size?
    /// What its metadata says of people in it.
    package let people: [String]
    package let notices: [Notice]
    /// Of all files with these bytes that are there, in order.
    package let paths: [[UInt8]]

    init(_ row: Row, number: Int, paths: [[UInt8]]) {
        self.row = number
        hash = (row["hash"] as Blob?)?.bytes
        size = ImageReport.Size(width: row["width"], height: row["height"])
        people = StoredTexts.texts(row["people"])
        notices = [Notice](stored: row["notices"])
        self.paths = paths
    }

    /// The path of the first file as text.
    package var source: String { paths.first.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}

extension ImageReport.Size {
    /// A size of which both parts are known.
    init?(width: Int?, height: Int?) {
        guard let width, let height else { return nil }
        self.init(width: width, height: height)
    }
}

extension [Notice] {
    /// Codes and sentences in turn, as an index keeps them.
    init(stored: String?) {
        let texts = StoredTexts.texts(stored)
        self = stride(from: 0, to: texts.count - texts.count % 2, by: 2).map {
            .decoding(code: texts[$0], message: texts[$0 + 1])
        }
    }
}
