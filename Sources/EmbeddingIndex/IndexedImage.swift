internal import GRDB
package import ZeroShot

/// One file of an index that is there, embedded or not.
package struct IndexedImage: Sendable, Equatable {
    package let path: [UInt8]
    /// Nil for one that has no embedding.
    package let row: Int?
    /// Of its bytes; nil where they are not known.
    package let hash: [UInt8]?
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

    fileprivate init(_ row: Row, _ roots: IndexRoots) {
        path = roots.path(row[.folder], row[.path])
        self.row = row[.row]
        hash = (row[.hash] as Blob?)?.bytes
        size = ImageReport.Size(width: row[.width], height: row[.height])
        remarks = row[.isRemarkable] ? Remarks(row) : nil
    }

    /// The first file of a picture.
    package init(_ picture: IndexedPicture) {
        path = picture.paths.first ?? []
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

extension IndexedImage.Remarks {
    fileprivate init(_ row: Row) {
        people = StoredTexts.texts(row[.people])
        notices = [Notice](stored: row[.notices])
        if let code: String = row[.code], let message: String = row[.message] {
            failure = ImageReport.Failure(code: code, message: message)
        }
    }
}

/// What a query for images yields, in this order: looked up by number a column costs little.
private enum ImageColumn: Int, CaseIterable {
    case folder, path, row, hash, width, height, isRemarkable, people, notices, code, message

    /// What the column holds of a file, its folder and its picture.
    var expression: String {
        switch self {
        case .folder: "root.path"
        case .path: "file.path"
        case .row, .hash, .width, .height, .people, .notices: "picture.\(self)"
        // Few images are: for the others the columns behind it need not be read.
        case .isRemarkable: "coalesce(people, notices, file.code, picture.code) IS NOT NULL"
        case .code, .message: "coalesce(file.\(self), picture.\(self))"
        }
    }
}

extension Row {
    fileprivate subscript<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ column: ImageColumn
    ) -> Value {
        self[column.rawValue]
    }
}

extension IndexReader {
    /// The files of a page that are there, in the order of their folders and of the bytes of their
    /// paths.
    ///
    /// Files whose rows were committed after the index was opened are left out.
    ///
    /// - Throws: `IndexError`.
    package func images(on page: IndexPage) throws -> [IndexedImage] {
        let roots = IndexRoots(folder)
        return try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT \(ImageColumn.allCases.map(\.expression).joined(separator: ", "))
                    FROM file JOIN root ON root.id = file.root
                    LEFT JOIN picture ON picture.id = file.picture
                    WHERE present AND (row IS NULL OR row < ?)
                        AND (file.root, file.path) > (?, ?) AND (file.root, file.path) <= (?, ?)
                    ORDER BY file.root, file.path
                    """)
            let found = try Row.fetchCursor(
                statement,
                arguments: [
                    rows.count, page.start.root, Blob(page.start.path), page.end.root,
                    Blob(page.end.path),
                ])
            var images: [IndexedImage] = []
            while let row = try found.next() { images.append(IndexedImage(row, roots)) }
            return images
        }
    }

    /// How many files are there.
    ///
    /// - Throws: `IndexError`.
    package func imageCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM file WHERE present") ?? 0 }
    }

    /// The embeddings of those images that may be ranked, in their order; of unit length, but for
    /// what storing them changed.
    package func rows(
        of images: [IndexedImage], withPolicy: Bool
    ) -> SelectedRows<MappedRows> {
        SelectedRows(
            images.compactMap { $0.failure(withPolicy: withPolicy) == nil ? $0.row : nil },
            of: rows)
    }
}
