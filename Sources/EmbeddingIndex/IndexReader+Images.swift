internal import Foundation
internal import GRDB
package import ZeroShot

/// One file of an index that is there, embedded or not.
package struct IndexedImage: Sendable, Equatable {
    /// Where it stands among the files of an index.
    package struct Place: Sendable, Equatable {
        let root: Int64
        let path: Data

        /// Before all files.
        package static let start = Place(root: 0, path: Data())
    }

    package let place: Place
    package let path: [UInt8]
    /// Nil for one that has no embedding.
    package let row: Int?
    /// Of its bytes; nil where they are not known.
    package let hash: [UInt8]?
    package let size: ImageReport.Size?
    package let people: [String]
    package let notices: [Notice]
    /// Why it has no embedding.
    package let failure: ImageReport.Failure?

    package var source: String { String(decoding: path, as: UTF8.self) }

    fileprivate init(_ row: Row, _ roots: IndexRoots) {
        let file: Data = row["path"]
        place = Place(root: row["root"], path: file)
        path = roots.path(row["folder"], file)
        self.row = row["row"]
        hash = (row["hash"] as Data?).map { Array($0) }
        size = ImageReport.Size(row)
        people = StoredTexts.texts(row["people"])
        notices = [Notice](row)
        if let code: String = row["code"], let message: String = row["message"] {
            failure = ImageReport.Failure(code: code, message: message)
        } else {
            failure = nil
        }
    }

    /// The first file of a picture.
    package init(_ picture: IndexedPicture) {
        place = .start
        path = picture.paths.first ?? []
        row = picture.row
        hash = picture.hash
        size = picture.size
        people = picture.people
        notices = picture.notices
        failure = nil
    }

    /// Why the image may not be ranked; nil for one that may.
    package func failure(withPolicy: Bool) -> ImageReport.Failure? {
        if let failure { return failure }
        if !people.isEmpty && !withPolicy { return .peopleWithoutPolicy(people) }
        return nil
    }
}

extension IndexReader {
    /// Files that are there, in the order of their folders and of the bytes of their paths.
    ///
    /// - Parameters:
    ///   - place: those behind it.
    ///   - limit: how many at most.
    /// - Returns: none when there are no more. Files whose rows were committed after the index was
    ///   opened are left out.
    /// - Throws: `IndexError`.
    package func images(after place: IndexedImage.Place, limit: Int) throws -> [IndexedImage] {
        let roots = IndexRoots(folder)
        return try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT file.root AS root, root.path AS folder, file.path AS path, row, hash,
                        width, height, people, notices, coalesce(file.code, picture.code) AS code,
                        coalesce(file.message, picture.message) AS message
                    FROM file JOIN root ON root.id = file.root
                    LEFT JOIN picture ON picture.id = file.picture
                    WHERE present AND (row IS NULL OR row < ?)
                        AND (file.root, file.path) > (?, ?)
                    ORDER BY file.root, file.path LIMIT ?
                    """,
                arguments: [rows.count, place.root, place.path, limit]
            ).map { IndexedImage($0, roots) }
        }
    }

    /// How many files are there.
    ///
    /// - Throws: `IndexError`.
    package func imageCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM file WHERE present") ?? 0 }
    }

    /// Calls a closure with all files that are there, some at a time.
    ///
    /// - Throws: `IndexError`, `CancellationError`, what `body` throws.
    package func forEachBatch(
        of size: Int, _ body: ([IndexedImage]) async throws -> Void
    ) async throws {
        var place = IndexedImage.Place.start
        while true {
            try Task.checkCancellation()
            let batch = try images(after: place, limit: size)
            guard let last = batch.last else { return }
            place = last.place
            try await body(batch)
        }
    }

    /// Files after the image tower, as if they had been read and embedded now.
    ///
    /// - Parameters:
    ///   - images: of this index.
    ///   - withPolicy: whether there is a consent policy.
    ///   - thumbnails: of those that have one, by their place in the list.
    /// - Returns: one for each, in the order given.
    /// - Throws: `RankingError` for a row without direction.
    package func embedded(
        _ images: [IndexedImage], withPolicy: Bool, thumbnails: [Int: Thumbnail] = [:]
    ) throws -> [EmbeddedImage] {
        try images.enumerated().map { number, image in
            guard let row = image.row, image.failure(withPolicy: withPolicy) == nil else {
                return EmbeddedImage(
                    source: image.source,
                    failure: image.failure(withPolicy: withPolicy)
                        ?? ImageReport.Failure(
                            code: "not-embedded", message: "The index has no embedding of it."),
                    size: image.size, peopleEvidence: image.people, notices: image.notices)
            }
            return EmbeddedImage(
                source: image.source, embedding: try rows.unitRows([row]).values, size: image.size,
                peopleEvidence: image.people, notices: image.notices,
                thumbnail: thumbnails[number])
        }
    }
}
