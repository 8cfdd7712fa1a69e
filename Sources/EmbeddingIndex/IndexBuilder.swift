internal import Crypto
internal import Foundation
internal import GRDB
package import ZeroShot

/// Writes an index: takes files and their embeddings, and commits them together.
///
/// What was committed survives whatever happens to the process; the rest is as if it had never been.
/// One builder at a time holds an index. Not safe to use from several threads; its catalog is.
package final class IndexBuilder {
    package let folder: IndexFolder
    package let header: IndexHeader
    /// Whether the index was made just now.
    package let isNew: Bool
    package var catalog: IndexCatalog { IndexCatalog(database: database) }

    private let lock: IndexLock
    let database: IndexDatabase
    var file: EmbeddingFile
    var pending = Pending()

    /// Opens the index in a folder, or makes one.
    ///
    /// - Parameters:
    ///   - folder: where it is or will be.
    ///   - checkpoint: that embeds.
    ///   - parity: the reference that it follows.
    ///   - origin: how embeddings will come into the index.
    ///   - store: how they are stored; as in the index, and fp32 in a new one, when nil.
    /// - Throws: `IndexError`; `Refusal` for the index of another checkpoint.
    package init(
        _ folder: IndexFolder, checkpoint: CheckpointSummary, parity: ParityMode,
        origin: IndexHeader.Origin, store: IndexHeader.Store?
    ) throws {
        self.folder = folder
        try Self.makeFolder(folder)
        lock = try IndexLock(folder)
        func wanted(_ store: IndexHeader.Store) -> IndexHeader {
            IndexHeader(checkpoint, parity: parity, origin: origin, store: store)
        }
        var isNew = false
        let database = try IndexDatabase(writing: folder) {
            isNew = true
            _ = try EmbeddingFile(creating: folder.embeddings(1), header: wanted(store ?? .fp32))
        }
        let (generation, rows) = try database.read {
            (try $0.generation(), try $0.rowCount())
        }
        let path = folder.embeddings(generation)
        header = try EmbeddingFile.header(of: path, index: folder.path)
        try header.requireSame(as: wanted(store ?? header.store), index: folder.path)
        file = try EmbeddingFile(
            opening: path, header: header, rows: rows, index: folder.path)
        folder.removeOthers(than: generation)
        self.database = database
        self.isNew = isNew
    }

    private static func makeFolder(_ folder: IndexFolder) throws {
        let values = try? URL(filePath: folder.path).resourceValues(forKeys: [.isDirectoryKey])
        if let isFolder = values?.isDirectory {
            guard isFolder else { throw IndexError.notAFolder(path: folder.path) }
            // An index among other files would not be recognised as one thing.
            guard folder.hasOnlyOwnFiles else { throw IndexError.notEmpty(path: folder.path) }
            return
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder.path, withIntermediateDirectories: true)
        } catch {
            throw IndexError.unwritable(file: folder.path, reason: error.systemReason)
        }
    }
}
