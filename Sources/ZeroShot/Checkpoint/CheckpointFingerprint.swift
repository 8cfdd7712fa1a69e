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
        try fingerprint(rememberedIn: CacheFolder())
    }

    /// The fingerprint; hashes of files are remembered in `memory`, or not at all without it.
    func fingerprint(rememberedIn memory: CacheFolder?) throws -> String {
        var hashes = FileHashMemory(in: memory)
        var whole = SHA256()
        for name in try fingerprintedFileNames() {
            let file = folder.appending(path: name).resolvingSymlinksInPath()
            let hash =
                try Self.hubHash(of: file)
                ?? hashes.hash(ofFileAt: file.path(percentEncoded: false))
            whole.update(data: Data("\(name) \(hash)\n".utf8))
        }
        hashes.store()
        return Hexadecimal.text(whole.finalize())
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

    /// The names of all files that a run reads, sorted; other weights, optimizers and the like may
    /// lie beside them.
    func fingerprintedFileNames() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.path(percentEncoded: false)
        )
        return try fingerprintedFileNames(among: Set(names))
    }

    /// The same where the folder has files with these names.
    func fingerprintedFileNames(among names: Set<String>) throws -> [String] {
        let others = try CheckpointFiles.others(among: names) {
            try CheckpointFiles.canBuildHuggingFace(in: folder)
        }
        return layout.weights.fileNames.union(others).sorted()
    }
}
