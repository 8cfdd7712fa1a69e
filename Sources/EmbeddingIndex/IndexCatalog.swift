internal import GRDB

/// Looks things up in an index while it is being written; safe to use from several threads.
package struct IndexCatalog: Sendable {
    let database: IndexDatabase

    /// What is known of some bytes.
    package enum Known: Sendable, Equatable {
        /// They have a row.
        case embedded
        /// They have none, for the reason with this code.
        case failed(code: String)
    }

    /// What is known of bytes with a SHA-256; nil for new ones.
    ///
    /// - Throws: `IndexError`.
    package func known(hash: [UInt8]) throws -> Known? {
        try database.read { database in
            let found = try Row.fetchOne(
                database, sql: "SELECT row, code FROM picture WHERE hash = ?",
                arguments: [Blob(hash)])
            guard let found else { return nil }
            if (found["row"] as Int?) != nil { return .embedded }
            return (found["code"] as String?).map { .failed(code: $0) }
        }
    }

    /// Files of a part of a folder in byte order of their paths.
    ///
    /// - Parameters:
    ///   - scope: the part.
    ///   - path: those behind it.
    /// - Returns: some hundred at most; none when there are no more.
    /// - Throws: `IndexError`.
    package func files(in scope: IndexScope, after path: [UInt8]) throws -> [IndexedFile] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT file.id, path, size, modified, present,
                        coalesce(file.code, CASE WHEN row IS NULL THEN picture.code END) AS failure
                    FROM file LEFT JOIN picture ON picture.id = file.picture
                    WHERE root = ? AND path > ? AND path >= ? AND path < ? AND file.id <= ?
                    ORDER BY path LIMIT 500
                    """,
                arguments: [
                    scope.root, Blob(path), Blob(scope.prefix), Blob(scope.end), scope.lastFile,
                ]
            ).map(IndexedFile.init)
        }
    }
}

/// A folder of an index, or a folder in it, as it was when its walk began.
package struct IndexScope: Sendable, Equatable {
    /// The folder's number.
    let root: Int64
    /// What the paths begin with; empty for the whole folder, else it ends with a slash.
    package let prefix: [UInt8]
    /// The last file that was known then.
    let lastFile: Int64

    /// No path that begins with the prefix comes behind it.
    fileprivate var end: [UInt8] {
        // A slash is followed by the digit 0; no byte of a path is above 0xFF.
        prefix.isEmpty ? [0xFF, 0xFF] : prefix.dropLast() + [UInt8(ascii: "0")]
    }
}
