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
        let files = try fingerprintedFileNames().map { ($0, folder.appending(path: $0)) }
        return try Self.fingerprint(of: files, rememberedIn: memory)
    }

    /// A SHA-256, in hexadecimal, over the files that the tokenizer is read from: those in the
    /// folder, or the table that ships with the product.
    ///
    /// - Throws: `CheckpointError.unreadable`, `ProductResourceError`.
    func tokenizerFingerprint(rememberedIn memory: CacheFolder? = CacheFolder()) throws -> String {
        guard !layout.usesShippedTokenizer else {
            let table = CLIPTokens.shippedTable
            let file = try ProductResources.url(forResource: table)
            return try Self.fingerprint(of: [(table, file)], rememberedIn: memory)
        }
        let names = try FolderContents.names(in: folder)
        let files = CheckpointFiles.tokenizerNames(among: names).sorted()
            .map { ($0, folder.appending(path: $0)) }
        return try Self.fingerprint(of: files, rememberedIn: memory)
    }

    private static func fingerprint(
        of files: [(name: String, file: URL)], rememberedIn memory: CacheFolder?
    ) throws -> String {
        var hashes = FileHashMemory(in: memory)
        var whole = SHA256()
        for (name, file) in files {
            let file = file.resolvingSymlinksInPath()
            let hash =
                try hubHash(of: file) ?? hashes.hash(ofFileAt: file.path(percentEncoded: false))
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
