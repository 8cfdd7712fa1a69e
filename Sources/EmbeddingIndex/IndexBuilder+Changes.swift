internal import Foundation
internal import GRDB
package import ZeroShot

extension IndexBuilder {
    /// Changes that are not committed yet.
    struct Pending {
        /// What some bytes show, or why they show nothing.
        struct Picture {
            /// Of the bytes; nil where they are not known.
            let hash: [UInt8]?
            /// Counted from the first row that is not committed; nil for a picture that failed.
            let row: Int?
            let size: ImageReport.Size?
            let people: [String]
            let notices: [Notice]
            let failure: ImageReport.Failure?
        }

        /// Where a file's picture is found.
        enum PictureReference {
            case pending(Int)
            case hash([UInt8])
            case none(ImageReport.Failure)
        }

        var rows = 0
        /// Of all rows, as they are stored.
        var bytes: [UInt8] = []
        var pictures: [Picture] = []
        var picturesByHash: [[UInt8]: Int] = [:]
        var files: [(file: FileToIndex, picture: PictureReference)] = []
        var gone: [Int64] = []
        var returned: [Int64] = []
        var start = ContinuousClock.now

        var changes: Int { files.count + gone.count + returned.count }
    }

    /// The part of the index that a folder is; a folder that the index does not have is added.
    ///
    /// - Throws: `IndexError`.
    package func scope(of given: [UInt8]) throws -> IndexScope {
        try database.write { try IndexRoots(folder).scope(of: given, in: $0) }
    }

    /// The folders that the index has.
    ///
    /// - Throws: `IndexError`.
    package func roots() throws -> [[UInt8]] {
        let roots = IndexRoots(folder)
        return try database.read { database in
            try Blob?.fetchAll(database, sql: "SELECT path FROM root ORDER BY id")
                .compactMap(roots.path)
        }
    }

    /// Whether a picture waits to be committed.
    package func isPending(hash: [UInt8]) -> Bool { pending.picturesByHash[hash] != nil }

    /// Adds a file whose bytes the index has, or will have with the next commit.
    package func add(_ file: FileToIndex, knownHash hash: [UInt8]) {
        pending.files.append(
            (file, pending.picturesByHash[hash].map { .pending($0) } ?? .hash(hash)))
    }

    /// Adds a file with a new picture, or a picture that failed.
    package func add(_ file: FileToIndex, hash: [UInt8]?, _ image: EmbeddedImage) {
        var row: Int?
        if let embedding = image.embedding {
            precondition(embedding.count == header.dimension, "\(embedding.count) values in a row")
            row = pending.rows
            pending.rows += 1
            pending.bytes += header.storedBytes(of: embedding)
        }
        let number = pending.pictures.count
        pending.pictures.append(
            Pending.Picture(
                hash: hash, row: row, size: image.size, people: image.peopleEvidence,
                notices: image.notices, failure: image.failure))
        if let hash { pending.picturesByHash[hash] = number }
        pending.files.append((file, .pending(number)))
    }

    /// Adds a file that could not be read.
    package func add(_ file: FileToIndex, failure: ImageReport.Failure) {
        pending.files.append((file, .none(failure)))
    }

    /// Notes that a file is no longer there; its row stays until the index is pruned.
    package func markGone(_ id: Int64) { pending.gone.append(id) }

    /// Notes that a file is there again as it was.
    package func markReturned(_ id: Int64) { pending.returned.append(id) }

    /// Commits when a commit is worth its time: a crash costs half a second of work.
    ///
    /// - Throws: `IndexError`.
    package func commitIfDue() throws {
        guard
            pending.rows >= 1024 || pending.changes >= 4096
                || ContinuousClock.now - pending.start >= .milliseconds(500)
        else { return }
        try commit()
    }

    /// Writes the rows, then what is known of them, and waits until the disk has both.
    ///
    /// - Throws: `IndexError`; then nothing of it counts.
    package func commit() throws {
        defer { pending = Pending() }
        guard pending.changes > 0 else { return }
        let count = pending.rows
        if count > 0 { try file.append(pending.bytes) }
        do {
            try database.write { try write(pending, firstRow: file.rows, in: $0) }
        } catch {
            file.rollBack()
            throw error
        }
        file.commit(count)
    }

    /// Notes that all folders were looked through to their ends.
    ///
    /// - Parameter policy: the consent policy of this run, word for word.
    /// - Throws: `IndexError`.
    package func finish(policy: String?) throws {
        try commit()
        try database.write { database in
            try database.execute(
                sql: "UPDATE info SET finished = ?, policy = coalesce(?, policy)",
                arguments: [Int(Date().timeIntervalSince1970), policy])
        }
    }
}

/// A file that is put into an index.
package struct FileToIndex: Sendable, Equatable {
    let root: Int64
    let path: [UInt8]
    package let stamp: FileStamp?

    /// A file in a folder that is being looked through; `stamp` is from before it was read.
    package init(_ scope: IndexScope, path: [UInt8], stamp: FileStamp?) {
        self.init(root: scope.root, path: path, stamp: stamp)
    }

    init(root: Int64, path: [UInt8], stamp: FileStamp?) {
        self.root = root
        self.path = path
        self.stamp = stamp
    }
}

// MARK: - SQL

extension IndexBuilder {
    private func write(_ pending: Pending, firstRow: Int, in database: Database) throws {
        if pending.rows > 0 {
            try database.execute(
                sql: "INSERT INTO block VALUES (?, ?, ?)",
                arguments: [firstRow, pending.rows, Blob(ContentHash.of(pending.bytes))])
        }
        let pictures = try pending.pictures.map { try write($0, firstRow: firstRow, in: database) }
        let ofHash = try database.makeStatement(sql: "SELECT id FROM picture WHERE hash = ?")
        let add = try database.makeStatement(
            sql: """
                INSERT INTO file (root, path, size, modified, present, picture, code, message)
                VALUES (?, ?, ?, ?, 1, ?, ?, ?)
                ON CONFLICT (root, path) DO UPDATE SET
                    size = excluded.size, modified = excluded.modified, present = 1,
                    picture = excluded.picture, code = excluded.code, message = excluded.message
                """)
        for (file, reference) in pending.files {
            var picture: Int64?
            var failure: ImageReport.Failure?
            switch reference {
            case .pending(let number): picture = pictures[number]
            case .hash(let hash): picture = try Int64.fetchOne(ofHash, arguments: [Blob(hash)])
            case .none(let reason): failure = reason
            }
            try add.execute(arguments: [
                file.root, Blob(file.path), file.stamp?.size, file.stamp?.modified, picture,
                failure?.code, failure?.message,
            ])
        }
        for id in pending.gone {
            try database.execute(sql: "UPDATE file SET present = 0 WHERE id = ?", arguments: [id])
        }
        for id in pending.returned {
            try database.execute(sql: "UPDATE file SET present = 1 WHERE id = ?", arguments: [id])
        }
    }

    /// The picture's number; one that failed before takes what is known now.
    private func write(
        _ picture: Pending.Picture, firstRow: Int, in database: Database
    ) throws -> Int64? {
        try Int64.fetchOne(
            database,
            sql: """
                INSERT INTO picture (hash, row, width, height, people, notices, code, message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (hash) DO UPDATE SET
                    row = excluded.row, width = excluded.width, height = excluded.height,
                    people = excluded.people, notices = excluded.notices, code = excluded.code,
                    message = excluded.message
                RETURNING id
                """,
            arguments: [
                picture.hash.map(Blob.init), picture.row.map { firstRow + $0 },
                picture.size?.width, picture.size?.height,
                StoredTexts.text(picture.people),
                StoredTexts.text(picture.notices.flatMap { [$0.code, $0.message] }),
                picture.failure?.code, picture.failure?.message,
            ])
    }
}

/// Lists of texts as one text, in JSON.
enum StoredTexts {
    /// Nil for an empty list, so that a query can tell.
    static func text(_ texts: [String]) -> String? {
        texts.isEmpty ? nil : OrderedJSON.texts(texts).description
    }

    /// The texts; none where the text is not such a list.
    static func texts(_ text: String?) -> [String] {
        guard let text, let json = try? OrderedJSON(parsing: text), case .array(let elements) = json
        else { return [] }
        return elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
}
