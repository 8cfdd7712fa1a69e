internal import GRDB

/// Consecutive files of one folder of an index.
package struct IndexPage: Sendable {
    /// The folder's number.
    let root: Int64
    /// The files are those behind it, in byte order of their paths.
    let start: [UInt8]
    /// The last of them.
    let end: [UInt8]
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
        /// Nil once there is none any more.
        private var root: Int64? = 0
        private var path: [UInt8] = []

        fileprivate init(reader: IndexReader, size: Int) {
            self.reader = reader
            self.size = size
        }

        package mutating func next() -> Result<IndexPage, any Error>? {
            do {
                while let root {
                    if let end = try reader.pageEnd(inRoot: root, after: path, size: size) {
                        defer { path = end }
                        return .success(IndexPage(root: root, start: path, end: end))
                    }
                    (self.root, path) = (try reader.root(after: root), [])
                }
                return nil
            } catch {
                root = nil
                return .failure(error)
            }
        }
    }
}

extension IndexReader {
    /// The last file of a page that begins behind a path; nil where no file is behind it.
    fileprivate func pageEnd(
        inRoot root: Int64, after path: [UInt8], size: Int
    ) throws -> [UInt8]? {
        try read { database in
            let place = try database.cachedStatement(
                sql: """
                    SELECT path FROM file WHERE root = ? AND path > ?
                    ORDER BY path LIMIT 1 OFFSET ?
                    """)
            let last = try database.cachedStatement(
                sql: "SELECT max(path) FROM file WHERE root = ? AND path > ?")
            let end =
                try Blob.fetchOne(place, arguments: [root, Blob(path), size - 1])
                ?? Blob.fetchOne(last, arguments: [root, Blob(path)])
            return end?.bytes
        }
    }

    /// The next folder with files.
    fileprivate func root(after root: Int64) throws -> Int64? {
        try read {
            try Int64.fetchOne(
                $0, sql: "SELECT min(root) FROM file WHERE root > ?", arguments: [root])
        }
    }
}
