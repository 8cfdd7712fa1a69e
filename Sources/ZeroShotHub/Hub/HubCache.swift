public import Foundation

/// The folder in which the Hub's tools keep what they downloaded, each file once.
///
/// In `models--org--name` a revision is a folder `snapshots/COMMIT` of links to `blobs/HASH`, and
/// `refs/BRANCH` holds the commit that the branch had last. What huggingface_hub put there is used,
/// and it uses what is put there from here.
public struct HubCache: Sendable {
    /// Where the repositories' folders are.
    public let folder: URL
    /// Free bytes of the disk with a folder; nil when the system does not say.
    var freeBytes: @Sendable (_ folder: String) -> Int? = HubCache.freeBytes

    /// The cache in a folder, which need not exist yet.
    public init(folder: URL) {
        self.folder = folder
    }

    /// The cache that the environment names: `HF_HUB_CACHE`, else `hub` in `HF_HOME`, else
    /// `huggingface/hub` in `XDG_CACHE_HOME` or `~/.cache`.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.init(folder: HubEnvironment(environment).cacheFolder)
    }

    /// The revision of a repository, where the cache holds a checkpoint of it.
    ///
    /// - Returns: nil when its configuration or its weights are missing, or when nobody asked for
    ///   this branch before.
    public func snapshot(of repository: HubRepository) -> HubSnapshot? {
        guard let commit = commit(of: repository) else { return nil }
        let snapshot = HubSnapshot(
            repository, commit: commit, in: repositoryCache(of: repository)
        )
        return snapshot.choice == nil ? nil : snapshot
    }

    /// The commit that the cache has for a revision; nil when nobody asked for this branch before.
    public func commit(of repository: HubRepository) -> String? {
        repository.commit
            ?? repositoryCache(of: repository).commit(ofReference: repository.revision)
    }

    /// The folder, for messages.
    var path: String {
        let path = folder.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    func repositoryCache(of repository: HubRepository) -> RepositoryCache {
        RepositoryCache(
            folder: folder.appending(path: repository.folderName, directoryHint: .isDirectory),
            locks: folder.appending(path: ".locks/\(repository.folderName)")
        )
    }

    private static let freeBytes: @Sendable (String) -> Int? = { folder in
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder)
        return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
    }
}
