internal import Foundation

/// Hashes of files, remembered between runs in the user's cache folder.
///
/// A hash counts as long as the system says that the file at the path is the one that was read:
/// by size, place and times, which change with every write but one in the same tick of the clock.
struct FileHashMemory {
    private struct Entry: Codable {
        let path: String
        let state: FileState
        let hash: String
    }

    /// Enough for every checkpoint in use; the oldest fall out, so the file stays small.
    static let capacity = 512

    /// Far above what `capacity` entries take; no more is read, whatever the file holds.
    private static let maximumBytes = 4 << 20

    /// Where entries are kept; nil when nothing is remembered.
    private let path: String?
    private let known: [Entry]
    private var learnt: [Entry] = []

    /// What earlier runs remembered in `folder`; nothing when there is none, or none that can be
    /// read.
    init(in folder: CacheFolder?) {
        path = folder?.url.appending(path: "file-hashes.json").path(percentEncoded: false)
        known = Self.entries(at: path)
    }

    /// The SHA-256 of a file in hexadecimal, remembered or computed.
    ///
    /// - Throws: `CheckpointError.unreadable`.
    mutating func hash(ofFileAt path: String) throws -> String {
        let file = try MappedFile(path: path)
        if let entry = known.last(where: { $0.path == path && $0.state == file.state }) {
            return entry.hash
        }
        let hash = file.sha256()
        // What was written to while it was read has no hash that could be remembered.
        if FileState(path: path) == file.state {
            learnt.append(Entry(path: path, state: file.state, hash: hash))
        }
        return hash
    }

    /// Keeps what was learnt for later runs.
    func store() {
        guard let path, !learnt.isEmpty else { return }
        // Read again, because another process may have learnt something meanwhile.
        let others = Self.entries(at: path).filter { entry in
            !learnt.contains { $0.path == entry.path }
        }
        guard let data = try? JSONEncoder().encode(Array((others + learnt).suffix(Self.capacity)))
        else { return }
        // A folder that cannot be written costs the next run time, no more.
        try? CacheFile.write(to: path) { try $0.write(contentsOf: data) }
    }

    private static func entries(at path: String?) -> [Entry] {
        guard let path, let file = CacheFile(path: path), file.size <= maximumBytes,
            let data = try? file.handle.read(upToCount: maximumBytes),
            let entries = try? JSONDecoder().decode([Entry].self, from: data)
        else { return [] }
        return entries.filter { entry in
            entry.hash.utf8.count == 64 && entry.hash.utf8.allSatisfy(Hexadecimal.isDigit)
        }
    }
}
