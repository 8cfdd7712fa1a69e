import EmbeddingIndex
import Foundation

extension FileSystem {
    /// What tells whether a file was changed since; nil where it cannot be looked at.
    static func stamp(of path: FilePath) -> FileStamp? {
        var status = stat()
        guard unsafe stat(path.bytes.map { CChar(bitPattern: $0) } + [0], &status) == 0 else {
            return nil
        }
        let nanoseconds = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        return FileStamp(size: Int(status.st_size), modified: nanoseconds)
    }
}
