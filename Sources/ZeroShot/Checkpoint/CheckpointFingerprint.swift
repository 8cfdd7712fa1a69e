internal import Crypto
internal import Foundation

extension Checkpoint {
    /// A SHA-256, in hexadecimal, over all files that the checkpoint's numbers depend on.
    ///
    /// It tells checkpoints apart whatever they are called. The hash of each file is remembered
    /// for its path, size and time of change, so that only the first run reads all weights.
    ///
    /// - Throws: `CheckpointError.unreadable`.
    public func fingerprint() throws -> String {
        var memory = FileHashMemory.stored()
        var whole = SHA256()
        for name in try fingerprintedFileNames() {
            let hash = try memory.hash(of: folder.appending(path: name))
            whole.update(data: Data("\(name) \(hash)\n".utf8))
        }
        memory.store()
        return Hexadecimal.text(whole.finalize())
    }

    /// The names of all files that a run reads, sorted; other weights, optimizers and the like may
    /// lie beside them.
    private func fingerprintedFileNames() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.path(percentEncoded: false)
        )
        let others = try CheckpointFiles.others(among: Set(names)) {
            try CheckpointFiles.canBuildHuggingFace(in: folder)
        }
        return (others + layout.weights.fileNames).sorted()
    }
}

/// Hashes of files, remembered between runs in the user's cache folder.
private struct FileHashMemory: Codable {
    private struct Key: Codable, Hashable {
        let path: String
        let size: Int
        let modified: Double
    }

    private struct Entry: Codable {
        let key: Key
        let hash: String
    }

    /// Enough for every checkpoint in use; the oldest fall out, so the file stays small.
    private static let capacity = 512

    private var entries: [Entry] = []
    private var hasChanged = false

    private enum CodingKeys: CodingKey {
        case entries
    }

    /// What earlier runs remembered; empty when there is nothing, or nothing readable.
    static func stored() -> FileHashMemory {
        guard let file, let data = try? Data(contentsOf: file),
            let memory = try? JSONDecoder().decode(FileHashMemory.self, from: data)
        else { return FileHashMemory() }
        return memory
    }

    /// Keeps what was learnt; a folder that cannot be written costs the next run time, no more.
    func store() {
        guard hasChanged, let file = Self.file, let data = try? JSONEncoder().encode(self) else {
            return
        }
        let folder = file.deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? data.write(to: file, options: .atomic)
    }

    mutating func hash(of file: URL) throws -> String {
        let target = file.resolvingSymlinksInPath()
        if let hash = Self.hubHash(of: target) { return hash }
        let path = target.path(percentEncoded: false)
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard let size = attributes[.size] as? Int,
                let modified = attributes[.modificationDate] as? Date
            else {
                throw CheckpointError.unreadable(file: path, reason: "no size or date")
            }
            let key = Key(path: path, size: size, modified: modified.timeIntervalSince1970)
            if let known = entries.first(where: { $0.key == key }) { return known.hash }
            let hash = Hexadecimal.text(
                SHA256.hash(data: try Data(contentsOf: file, options: .alwaysMapped))
            )
            entries.removeAll { $0.key.path == path }
            entries.append(Entry(key: key, hash: hash))
            entries.removeFirst(max(0, entries.count - Self.capacity))
            hasChanged = true
            return hash
        } catch let error as CocoaError {
            throw CheckpointError.unreadable(file: path, reason: error.systemReason)
        }
    }

    /// The name of a large file in the Hub's cache, which is its SHA-256.
    ///
    /// It was checked when the file was downloaded. Small files are named by another hash.
    private static func hubHash(of file: URL) -> String? {
        let name = file.lastPathComponent
        let isHash = name.utf8.count == 64 && name.utf8.allSatisfy(Hexadecimal.isDigit)
        let folder = file.deletingLastPathComponent()
        let isHub =
            folder.lastPathComponent == "blobs"
            && folder.deletingLastPathComponent().lastPathComponent.hasPrefix("models--")
        return isHash && isHub ? name : nil
    }

    private static var file: URL? {
        CacheFolder()?.url.appending(path: "file-hashes.json")
    }
}
