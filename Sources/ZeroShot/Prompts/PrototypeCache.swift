public import Foundation

/// Class prototypes kept on disk, so that known classes need neither tokenizer nor text tower.
///
/// An entry is found again only by a run that would compute the same: with the same
/// files of the checkpoint, the same labels, names, templates and sentences in the same order, the
/// same weights, averaging, parity and precision, by the same version of the code and on the same
/// kind of processor. Several processes may use one folder at the same time. What is not an entry, or no
/// longer a whole one, counts as absent.
public struct PrototypeCache: Sendable {
    /// Where the entries are, a file each; they can be removed at any time.
    public let folder: URL
    /// The most bytes that all entries may have together.
    ///
    /// When a new one exceeds it, those used longest ago are removed; one that alone exceeds it is
    /// not kept.
    public let byteLimit: Int

    /// Holds the prototypes of 100,000 classes in 768 dimensions three times over.
    public static let defaultByteLimit = 1 << 30

    /// A cache in a folder, which is made when the first entry is kept.
    public init(folder: URL, byteLimit: Int = defaultByteLimit) {
        self.folder = folder
        self.byteLimit = byteLimit
    }

    /// The cache of the user: `zeroshot/prototypes` in `XDG_CACHE_HOME` or `~/.cache`.
    ///
    /// Nil when the environment names no home.
    public init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let folder = CacheFolder(environment: environment) else { return nil }
        self.init(folder: folder.url.appending(path: "prototypes"))
    }

    /// What was kept under a key; nil when nothing was, or nothing that can be used.
    func results(for key: PrototypeKey, labels: [String], dimension: Int) -> PromptResults? {
        guard let file = CacheFile(path: path(key.fileName)), file.size <= byteLimit,
            let results = PrototypeEntry.results(
                in: file, key: key, labels: labels, dimension: dimension
            )
        else { return nil }
        file.markUsed()
        return results
    }

    /// Keeps results under their key.
    ///
    /// - Returns: why that failed, if it did.
    func keep(_ results: PromptResults, for key: PrototypeKey) -> PrototypeCacheError? {
        do {
            let entry = try PrototypeEntry(results, key: key)
            guard entry.size <= byteLimit else { return nil }
            try CacheFile.write(to: path(key.fileName)) { try entry.write(to: $0) }
        } catch {
            return .unwritable(
                folder: folder.path(percentEncoded: false), reason: error.systemReason
            )
        }
        makeRoom(beside: key.fileName)
        return nil
    }

    func path(_ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }
}
