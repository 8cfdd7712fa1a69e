internal import Foundation

/// What the system says about a file, which tells whether it was written or replaced since.
///
/// The number of its device is not part of it, because that changes when the machine starts anew.
struct FileState: Codable, Hashable, Sendable {
    private let file: UInt64
    /// In bytes.
    private let size: Int
    /// Of the last change of the contents and of the file's data, in seconds and nanoseconds.
    private let times: [Int]

    init(_ status: stat) {
        file = UInt64(status.st_ino)
        size = Int(status.st_size)
        times = [
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
        ]
    }

    /// The state of the file at `path`; nil when it cannot be looked at.
    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}
