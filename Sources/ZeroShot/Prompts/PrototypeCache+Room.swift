internal import Foundation

extension PrototypeCache {
    /// The most entries.
    ///
    /// What a small one costs is the time to look at it whenever one is added.
    static let entryLimit = 4096

    /// After this many seconds a file that is being written belongs to a process that was killed.
    static let longestWriting = 3600

    /// Removes the entries used longest ago until the others fit, and what killed processes left.
    ///
    /// Other processes may do the same at the same time, or read: an open file stays readable.
    ///
    /// - Parameter newest: the name of the entry that was added, which stays.
    func makeRoom(beside newest: String) {
        let files = files()
        let now = time(nil)
        for file in files
        where file.isPartial && file.modified.tv_sec < now - Self.longestWriting {
            remove(file)
        }
        var room = byteLimit - files.reduce(0) { $0 + ($1.name == newest ? $1.size : 0) }
        let others = files.filter { $0.isEntry && $0.name != newest }
        for (index, file) in others.sorted(by: { $1.wasUsedBefore($0) }).enumerated() {
            room -= file.size
            if room < 0 || index + 1 >= Self.entryLimit { remove(file) }
        }
    }

    private func remove(_ file: StoredFile) {
        // Where another process removed it first, it is gone too.
        _ = unsafe unlink(path(file.name))
    }

    /// The regular files in the folder that are the cache's own.
    private func files() -> [StoredFile] {
        let path = folder.path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            var status = stat()
            guard PrototypeKey.startsFileName(name), unsafe lstat(self.path(name), &status) == 0,
                status.st_mode & S_IFMT == S_IFREG
            else { return nil }
            return StoredFile(name: name, size: Int(status.st_size), modified: status.st_mtim)
        }
    }
}

private struct StoredFile {
    let name: String
    let size: Int
    /// When it was written, or used last.
    let modified: timespec

    var isEntry: Bool { PrototypeKey.isFileName(name) }
    var isPartial: Bool { name.hasSuffix(CacheFile.partialSuffix) }

    func wasUsedBefore(_ other: StoredFile) -> Bool {
        (modified.tv_sec, modified.tv_nsec, name)
            < (other.modified.tv_sec, other.modified.tv_nsec, other.name)
    }
}
