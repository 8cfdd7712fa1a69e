internal import GRDB

/// What tells that a file was not changed since it was read.
package struct FileStamp: Sendable, Equatable {
    /// In bytes.
    package let size: Int
    /// When the contents were changed, in nanoseconds since 1970.
    package let modified: Int

    package init(size: Int, modified: Int) {
        self.size = size
        self.modified = modified
    }
}

/// One file as an index has it.
package struct IndexedFile: Sendable, Equatable {
    package let id: Int64
    /// Within its folder.
    package let path: [UInt8]
    /// Nil where the file could not be looked at.
    package let stamp: FileStamp?
    /// Whether the file was there when its folder was last looked through.
    package let isPresent: Bool
    /// The code of the reason why it has no embedding; nil for one that has.
    package let failure: String?

    init(_ row: Row) {
        id = row["id"]
        path = (row["path"] as Blob).bytes
        let size: Int? = row["size"]
        let modified: Int? = row["modified"]
        if let size, let modified {
            stamp = FileStamp(size: size, modified: modified)
        } else {
            stamp = nil
        }
        isPresent = row["present"]
        failure = row["failure"]
    }
}
