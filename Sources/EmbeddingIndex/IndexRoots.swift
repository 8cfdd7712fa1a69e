internal import Foundation
internal import GRDB

/// The folders whose images an index has.
///
/// The folder that the index lies in is kept as that, so that both can be moved together; others are
/// kept with their whole path.
struct IndexRoots {
    private let folder: IndexFolder

    init(_ folder: IndexFolder) {
        self.folder = folder
    }

    /// Where a folder is, as paths of its files begin; nil for imported images, which have none.
    func path(_ stored: Blob?) -> [UInt8]? {
        guard let stored else { return nil }
        return stored.bytes.isEmpty ? folder.parent : stored.bytes
    }

    /// What stands before the path of a file, as reports show it.
    func prefix(_ stored: Blob?) -> [UInt8] {
        guard let root = path(stored) else { return [] }
        return root.last == Self.slash ? root : root + [Self.slash]
    }

    /// The same of a folder by its number.
    ///
    /// - Throws: `IndexError`, `DatabaseError`.
    func prefix(ofRoot root: Int64, in database: Database) throws -> [UInt8] {
        let statement = try database.cachedStatement(sql: "SELECT path FROM root WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [root]) else {
            throw IndexError.damaged(
                index: folder.path, .database("files belong to no folder"))
        }
        return prefix(row[0])
    }

    /// Finds the folder that a path belongs to; it is added where the index has none.
    ///
    /// - Parameters:
    ///   - given: an existing folder.
    ///   - database: in a transaction that writes.
    /// - Returns: the folder, or the part of one.
    /// - Throws: `IndexError`, `DatabaseError`.
    func scope(of given: [UInt8], in database: Database) throws -> IndexScope {
        let absolute = try Self.absolute(given)
        let parent = try Self.absolute(folder.parent)
        let lastFile = try Int64.fetchOne(database, sql: "SELECT max(id) FROM file") ?? 0
        let roots = try Row.fetchAll(
            database, sql: "SELECT id, path FROM root WHERE path IS NOT NULL")
        for row in roots {
            let stored: Blob = row["path"]
            let root = stored.bytes.isEmpty ? parent : stored.bytes
            if let rest = Self.path(absolute, within: root) {
                return IndexScope(root: row["id"], prefix: rest, lastFile: lastFile)
            }
            if Self.path(root, within: absolute) != nil {
                throw IndexError.overlappingFolders(
                    index: folder.path, folder: String(decoding: given, as: UTF8.self),
                    known: String(decoding: root, as: UTF8.self))
            }
        }
        try database.execute(
            sql: "INSERT INTO root (path) VALUES (?)",
            arguments: [Blob(absolute == parent ? [] : absolute)])
        return IndexScope(root: database.lastInsertedRowID, prefix: [], lastFile: lastFile)
    }

    private static let slash = UInt8(ascii: "/")

    /// What is left of a path behind a folder's, with a slash at its end; nil outside of it.
    private static func path(_ path: [UInt8], within folder: [UInt8]) -> [UInt8]? {
        if path == folder { return [] }
        let start = folder.last == slash ? folder : folder + [slash]
        return path.starts(with: start) ? Array(path.dropFirst(start.count)) + [slash] : nil
    }

    /// The path from the root on, without links and dots.
    private static func absolute(_ path: [UInt8]) throws -> [UInt8] {
        let text = path.map { CChar(bitPattern: $0) } + [0]
        guard let found = unsafe realpath(text, nil) else {
            throw IndexError.unreadable(
                file: String(decoding: path, as: UTF8.self),
                reason: unsafe String(cString: strerror(errno)))
        }
        defer { unsafe free(found) }
        return unsafe Array(UnsafeRawBufferPointer(start: found, count: strlen(found)))
    }
}
