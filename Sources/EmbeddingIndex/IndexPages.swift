internal import GRDB

/// Consecutive files of an index.
package struct IndexPage: Sendable {
    /// Where a file stands among all.
    struct Place: Sendable {
        let root: Int64
        /// Within its folder.
        let path: [UInt8]
    }

    /// The files are those behind it.
    let start: Place
    /// The last of them.
    let end: Place
}

/// The files of an index, page by page; where the index cannot be read, an error is the last.
///
/// Finding where pages begin takes next to no time, so that they can be read on several threads.
package struct IndexPages: Sequence, Sendable {
    private let reader: IndexReader
    private let size: Int

    /// - Parameters:
    ///   - reader: of the index.
    ///   - size: files on a page, those that are gone included.
    package init(of reader: IndexReader, size: Int) {
        self.reader = reader
        self.size = size
    }

    package func makeIterator() -> Iterator { Iterator(reader: reader, size: size) }

    package struct Iterator: IteratorProtocol {
        private let reader: IndexReader
        private let size: Int
        private var place = IndexPage.Place(root: 0, path: [])
        private var isOver = false

        fileprivate init(reader: IndexReader, size: Int) {
            self.reader = reader
            self.size = size
        }

        package mutating func next() -> Result<IndexPage, any Error>? {
            guard !isOver else { return nil }
            do {
                // The last file of all where fewer are left.
                let end = try reader.place(after: place, skipping: size - 1)
                isOver = end == nil
                guard let end = try end ?? reader.lastPlace(after: place) else { return nil }
                defer { place = end }
                return .success(IndexPage(start: place, end: end))
            } catch {
                isOver = true
                return .failure(error)
            }
        }
    }
}

extension IndexReader {
    fileprivate func place(
        after place: IndexPage.Place, skipping count: Int
    ) throws -> IndexPage.Place? {
        try self.place(
            "ORDER BY root, path LIMIT 1 OFFSET ?", [place.root, Blob(place.path), count])
    }

    fileprivate func lastPlace(after place: IndexPage.Place) throws -> IndexPage.Place? {
        try self.place("ORDER BY root DESC, path DESC LIMIT 1", [place.root, Blob(place.path)])
    }

    private func place(_ order: String, _ arguments: StatementArguments) throws -> IndexPage.Place?
    {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT root, path FROM file WHERE (root, path) > (?, ?) " + order)
            let row = try Row.fetchOne(statement, arguments: arguments)
            return row.map { IndexPage.Place(root: $0[0], path: ($0[1] as Blob).bytes) }
        }
    }
}
