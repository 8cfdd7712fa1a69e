internal import Foundation
internal import GRDB
internal import ZeroShot

/// Removes what belongs to files that are gone.
package struct IndexPruning: Sendable, Equatable {
    /// Files that were removed from the index.
    package let files: Int
    /// Rows that were removed.
    package let rows: Int

    /// Prunes an index.
    ///
    /// The rows that are needed are copied into a new file, and the database goes over to it in one
    /// step: whenever the process ends, the index is as it was before or as it is afterwards. Who
    /// reads meanwhile goes on with the old file.
    ///
    /// - Throws: `IndexError`; for a damaged index nothing was changed. `CancellationError`.
    package init(of folder: IndexFolder) throws {
        let lock = try IndexLock(folder)
        defer { extendLifetime(lock) }
        let database = try IndexDatabase(writing: folder) {
            throw IndexError.missing(path: folder.path)
        }
        let old = try Old(folder, database)
        files = old.goneFiles
        rows = old.mapped.count - old.needed.count
        guard files > 0 || rows > 0 else { return }
        guard rows > 0 else {
            try database.write { try Self.removeFiles($0) }
            return
        }
        let path = folder.embeddings(old.generation + 1)
        do {
            let blocks = try old.copy(to: path, index: folder.path)
            try database.write { database in
                try Self.removeFiles(database)
                try Self.renumber(old.needed, in: database)
                try database.execute(sql: "DELETE FROM block")
                for block in blocks {
                    try database.execute(
                        sql: "INSERT INTO block VALUES (?, ?, ?)",
                        arguments: [block.first, block.count, block.checksum])
                }
                try database.execute(
                    sql: "UPDATE info SET generation = ?", arguments: [old.generation + 1])
            }
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
        folder.removeOthers(than: old.generation + 1)
    }

    private static func removeFiles(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM file WHERE NOT present")
        try database.execute(sql: "DELETE FROM picture WHERE copies = 0")
    }

    /// Gives the rows that are needed the numbers from 0 on; each is free when its turn comes.
    private static func renumber(_ needed: [Int], in database: Database) throws {
        let update = try database.makeStatement(sql: "UPDATE picture SET row = ? WHERE row = ?")
        for (number, row) in needed.enumerated() where number != row {
            try update.execute(arguments: [number, row])
        }
    }

    private struct Block {
        let first: Int
        let count: Int
        let checksum: Blob
    }

    /// The index as it was.
    private struct Old {
        let generation: Int
        let header: IndexHeader
        let mapped: MappedRows
        let blocks: [Block]
        /// Rows of pictures that are there.
        let needed: [Int]
        let goneFiles: Int

        init(_ folder: IndexFolder, _ database: IndexDatabase) throws {
            let (generation, count) = try database.read {
                (try $0.generation(), try $0.rowCount())
            }
            self.generation = generation
            let path = folder.embeddings(generation)
            header = try EmbeddingFile.header(of: path, index: folder.path)
            mapped = try MappedRows(path, header: header, rows: count, index: folder.path)
            (blocks, needed, goneFiles) = try database.read { database in
                (
                    try Row.fetchAll(
                        database, sql: "SELECT first, count, checksum FROM block ORDER BY first"
                    ).map {
                        Block(first: $0["first"], count: $0["count"], checksum: $0["checksum"])
                    },
                    try Int.fetchAll(
                        database,
                        sql: """
                            SELECT row FROM picture WHERE row IS NOT NULL AND copies > 0
                            ORDER BY row
                            """),
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM file WHERE NOT present")
                        ?? 0
                )
            }
        }

        /// Bytes that are written at once.
        private static let bytesPerBlock = 16 << 20

        /// Writes the rows that are needed into a new file, once their checksums were compared.
        func copy(to path: String, index: String) throws -> [Block] {
            for block in blocks {
                let numbers = block.first..<block.first + block.count
                guard ContentHash.of(mapped.bytes(of: numbers)) == block.checksum.bytes else {
                    throw IndexError.damaged(index: index, .block(rows: numbers))
                }
                try Task.checkCancellation()
            }
            var file = try EmbeddingFile(creating: path, header: header)
            var copied: [Block] = []
            let size = max(1, Self.bytesPerBlock / header.rowBytes)
            for start in stride(from: 0, to: needed.count, by: size) {
                try Task.checkCancellation()
                let part = needed[start..<min(start + size, needed.count)]
                let bytes = part.flatMap { mapped.bytes(of: $0..<$0 + 1) }
                try file.append(bytes)
                file.commit(part.count)
                copied.append(
                    Block(
                        first: start, count: part.count, checksum: Blob(ContentHash.of(bytes))))
            }
            return copied
        }
    }
}
