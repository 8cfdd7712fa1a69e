package import Foundation
internal import GRDB

/// What an index holds.
package struct IndexStatistics: Sendable, Equatable {
    /// Files that failed for one reason.
    package struct Failures: Sendable, Equatable {
        package let code: String
        package let count: Int
    }

    /// Files that are there and have an embedding.
    package var embedded = 0
    /// Of those, files whose picture's metadata speaks of people.
    package var showingPeople = 0
    /// Files that are there and have none, by code of the reason.
    package var failures: [Failures] = []
    /// Files that were there when they were embedded, and are no longer.
    package var gone = 0
    /// Rows of the file of embeddings.
    package var rows = 0
    /// Rows that no file needs, which pruning removes.
    package var unneededRows = 0
    /// Of all files of the index together.
    package var bytes = 0
    /// The folders, as paths of their files begin.
    package var folders: [String] = []
    /// When all folders were last looked through to their ends.
    package var finished: Date?
    /// The consent policy that was given last, word for word.
    package var policy: String?
    /// Who writes to the index now.
    package var writer: String?
}

extension IndexReader {
    /// Counts what the index holds.
    ///
    /// - Throws: `IndexError`.
    package func statistics() throws -> IndexStatistics {
        var statistics = IndexStatistics()
        let roots = IndexRoots(folder)
        try read { database in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql) ?? 0 }
            statistics.embedded = try count(
                "SELECT total(copies) FROM picture WHERE row IS NOT NULL")
            statistics.showingPeople = try count(
                """
                SELECT total(copies) FROM picture
                WHERE row IS NOT NULL AND (copies = 0 OR people IS NOT NULL)
                    AND people IS NOT NULL
                """)
            statistics.failures = try Row.fetchAll(
                database,
                sql: """
                    SELECT coalesce(file.code, picture.code) AS code, count(*) AS count
                    FROM file LEFT JOIN picture ON picture.id = file.picture
                    WHERE present AND row IS NULL GROUP BY 1 ORDER BY 1
                    """
            ).map {
                IndexStatistics.Failures(code: $0["code"] ?? "not-embedded", count: $0["count"])
            }
            statistics.gone = try count("SELECT count(*) FROM file WHERE NOT present")
            statistics.rows = try database.rowCount()
            statistics.unneededRows =
                statistics.rows
                - (try count("SELECT count(*) FROM picture WHERE row IS NOT NULL AND copies > 0"))
            statistics.folders = try Blob?.fetchAll(
                database, sql: "SELECT path FROM root ORDER BY id"
            ).compactMap { roots.path($0).map { String(decoding: $0, as: UTF8.self) } }
            if let info = try Row.fetchOne(database, sql: "SELECT finished, policy FROM info") {
                let finished: Int? = info["finished"]
                statistics.finished = finished.map { Date(timeIntervalSince1970: Double($0)) }
                statistics.policy = info["policy"]
            }
        }
        statistics.bytes = try folder.bytes()
        statistics.writer = IndexLock.holder(of: folder)
        return statistics
    }
}

extension IndexFolder {
    /// Of all files in it together.
    fileprivate func bytes() throws -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }
}
