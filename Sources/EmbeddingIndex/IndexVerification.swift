internal import GRDB
internal import ZeroShot

extension IndexReader {
    /// Reads the whole index and lists what is not as it was written.
    ///
    /// - Returns: nothing for a sound index.
    /// - Throws: `IndexError` when the index cannot be read, `CancellationError`.
    package func verify() throws -> [IndexDamage] {
        let blocks = try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT first, count, checksum FROM block WHERE first < ? ORDER BY first",
                arguments: [rows.count]
            ).map { Block(first: $0["first"], count: $0["count"], checksum: $0["checksum"]) }
        }
        return try damage(of: blocks) + databaseDamage()
    }

    private struct Block {
        let first: Int
        let count: Int
        let checksum: Blob
    }

    private func damage(of blocks: [Block]) throws -> [IndexDamage] {
        var damage: [IndexDamage] = []
        var next = 0
        for block in blocks {
            try Task.checkCancellation()
            let numbers = block.first..<block.first + block.count
            guard block.first == next, numbers.upperBound <= rows.count else {
                return damage + [.blocks(row: next)]
            }
            next = numbers.upperBound
            if ContentHash.of(rows.bytes(of: numbers)) != block.checksum.bytes {
                damage.append(.block(rows: numbers))
            } else if let row = numbers.first(where: { !isUnit($0) }) {
                damage.append(.row(row))
            }
        }
        return next == rows.count ? damage : damage + [.blocks(row: next)]
    }

    private func isUnit(_ row: Int) -> Bool {
        var values = [Float](repeating: 0, count: rows.dimension)
        var span = values.mutableSpan
        rows.copy(row..<row + 1, into: &span)
        let length = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return abs(length - 1) <= Double(rows.lengthTolerance)
    }

    /// What the database says against itself.
    private func databaseDamage() throws -> [IndexDamage] {
        try read { database in
            var damage: [IndexDamage] = []
            for finding in try String.fetchAll(database, sql: "PRAGMA integrity_check(10)")
            where finding != "ok" {
                damage.append(.database(finding))
            }
            if try !Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty {
                damage.append(.database("a file belongs to a picture that is not there"))
            }
            for (finding, sql) in Self.contradictions
            where try Int.fetchOne(database, sql: sql) ?? 0 > 0 {
                damage.append(.database(finding))
            }
            return damage
        }
    }

    /// Queries that count what cannot be.
    private static let contradictions: KeyValuePairs = [
        "a picture has a row that was never written": """
        SELECT count(*) FROM picture
        WHERE row < 0 OR row >= coalesce((SELECT max(first + count) FROM block), 0)
        """,
        "the files of a picture are not counted right": """
        SELECT count(*) FROM picture WHERE copies <>
            (SELECT count(*) FROM file WHERE file.picture = picture.id AND present)
        """,
        "a picture has neither an embedding nor a reason": """
        SELECT count(*) FROM picture WHERE row IS NULL AND code IS NULL
        """,
    ]
}
