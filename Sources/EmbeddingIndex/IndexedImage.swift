internal import GRDB
package import ZeroShot

/// One file of an index that is there, embedded or not.
package struct IndexedImage: Sendable, Equatable {
    /// A part of the paths of all images that were read with it.
    package fileprivate(set) var path: ArraySlice<UInt8>
    /// Nil for one that has no embedding.
    package let row: Int?
    /// Of its bytes; nil where they are not known, or details were not asked for.
    package let hash: [UInt8]?
    /// Nil in the same cases.
    package let size: ImageReport.Size?
    /// Nil for most images.
    private let remarks: Remarks?

    /// What there is to say of an image.
    fileprivate struct Remarks: Equatable {
        var people: [String] = []
        var notices: [Notice] = []
        /// Why it has no embedding.
        var failure: ImageReport.Failure?
    }

    package var source: String { String(decoding: path, as: UTF8.self) }

    fileprivate init(_ row: ImageRow, _ failure: ImageReport.Failure?, details: Bool) {
        path = []
        self.row = row[.row]
        hash = details ? (row[.hash] as Blob?)?.bytes : nil
        size = details ? ImageReport.Size(width: row[.width], height: row[.height]) : nil
        let remarks = Remarks(
            people: StoredTexts.texts(row[.people]), notices: [Notice](stored: row[.notices]),
            failure: failure)
        self.remarks = remarks == Remarks() ? nil : remarks
    }

    /// The first file of a picture.
    package init(_ picture: IndexedPicture) {
        path = picture.paths.first?[...] ?? []
        row = picture.row
        hash = picture.hash
        size = picture.size
        remarks = Remarks(people: picture.people, notices: picture.notices)
    }

    /// What is known of the image.
    package func facts(withPolicy: Bool) -> ImageFacts {
        ImageFacts(
            source: source, size: size, failure: failure(withPolicy: withPolicy),
            peopleEvidence: remarks?.people ?? [], notices: remarks?.notices ?? [])
    }

    /// Why the image may not be ranked; nil for one that may, which has a row.
    package func failure(withPolicy: Bool) -> ImageReport.Failure? {
        if let failure = remarks?.failure { return failure }
        if row == nil {
            return ImageReport.Failure(
                code: "not-embedded", message: "The index has no embedding of it.")
        }
        guard let people = remarks?.people, !people.isEmpty, !withPolicy else { return nil }
        return .peopleWithoutPolicy(people)
    }
}

/// What a query for images yields, in this order.
private enum ImageColumn: Int, CaseIterable {
    case path, row, people, notices, hash, width, height

    /// The query for the files of a folder behind a path, up to another, below a row.
    static func query(details: Bool) -> String {
        let columns = details ? allCases[...] : allCases.prefix(hash.rawValue)
        return """
            SELECT \(columns.map { "\($0)" }.joined(separator: ", "))
            FROM file LEFT JOIN picture ON picture.id = file.picture
            WHERE root = ? AND path > ? AND path <= ? AND present AND (row IS NULL OR row < ?)
            ORDER BY path
            """
    }
}

/// The columns of the row that a statement is at, without the checks that GRDB's rows make: a million
/// images have many millions of them.
@safe
private struct ImageRow {
    /// Of a statement that its connection keeps.
    private let statement: SQLiteStatement

    init(of statement: Statement) {
        unsafe self.statement = statement.sqliteStatement
    }

    subscript<Value: StatementColumnConvertible>(column: ImageColumn) -> Value? {
        unsafe Value.fromStatement(statement, atUncheckedIndex: CInt(column.rawValue))
    }

    func append(_ column: ImageColumn, to bytes: inout [UInt8]) {
        unsafe bytes.append(contentsOf: Blob.bytes(statement, CInt(column.rawValue)))
    }
}

extension IndexReader {
    /// The files of a page that are there, in byte order of their paths.
    ///
    /// Files whose rows were committed after the index was opened are left out.
    ///
    /// - Parameters:
    ///   - page: the page.
    ///   - details: whether hashes and sizes are read as well.
    /// - Returns: the files.
    /// - Throws: `IndexError`.
    package func images(on page: IndexPage, details: Bool) throws -> [IndexedImage] {
        try read { database in
            let prefix = try IndexRoots(folder).prefix(ofRoot: page.root, in: database)
            let statement = try database.cachedStatement(sql: ImageColumn.query(details: details))
            let found = try Row.fetchCursor(
                statement,
                arguments: [page.root, Blob(page.start), Blob(page.end), rows.count])
            let row = ImageRow(of: statement)
            var images: [IndexedImage] = []
            var paths: [UInt8] = []
            var ends: [Int] = []
            while try found.next() != nil {
                let isEmbedded = (row[.row] as Int?) != nil
                let failure = isEmbedded ? nil : try failure(of: row, page.root, in: database)
                images.append(IndexedImage(row, failure, details: details))
                paths += prefix
                row.append(.path, to: &paths)
                ends.append(paths.count)
            }
            var start = 0
            for (index, end) in ends.enumerated() {
                images[index].path = paths[start..<end]
                start = end
            }
            return images
        }
    }

    /// Why an image has no embedding, where that is known.
    private func failure(
        of row: ImageRow, _ root: Int64, in database: Database
    ) throws -> ImageReport.Failure? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT coalesce(file.code, picture.code), coalesce(file.message, picture.message)
                FROM file LEFT JOIN picture ON picture.id = file.picture
                WHERE root = ? AND path = ?
                """)
        guard
            let found = try Row.fetchOne(statement, arguments: [root, row[.path] as Blob?]),
            let code: String = found[0], let message: String = found[1]
        else { return nil }
        return ImageReport.Failure(code: code, message: message)
    }

    /// How many files are there.
    ///
    /// - Throws: `IndexError`.
    package func imageCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM file WHERE present") ?? 0 }
    }

    /// Works on the embeddings of those images that may be ranked, in their order; of unit length,
    /// but for what storing them changed.
    ///
    /// - Parameters:
    ///   - images: of this index.
    ///   - withPolicy: whether pictures whose metadata speaks of people may be ranked.
    ///   - body: takes the embeddings.
    /// - Returns: what `body` returns.
    /// - Throws: `IndexError` for a row without direction, which only damage leaves; what `body`
    ///   throws.
    package func withRows<Result>(
        of images: [IndexedImage], withPolicy: Bool,
        _ body: (SelectedRows<MappedRows>) async throws -> Result
    ) async throws -> Result {
        let numbers = images.compactMap {
            $0.failure(withPolicy: withPolicy) == nil ? $0.row : nil
        }
        do {
            return try await body(SelectedRows(numbers, of: rows))
        } catch RankingError.embedding(let place, _) {
            throw IndexError.damaged(index: folder.path, .row(numbers[place]))
        }
    }
}
