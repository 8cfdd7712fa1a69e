import ArgumentParser
import ZeroShot
import ZeroShotHub

/// How checkpoints of the Hub are found.
struct HubOptions: ParsableArguments {
    @Option(help: "The revision of a Hub checkpoint: a branch, a tag or a commit.")
    private var revision: String?

    @Flag(help: "Do not ask the network; a Hub checkpoint must be in the cache.")
    private var offline = false

    /// Finds a checkpoint by its name, downloading it from the Hub where it is not in the cache.
    ///
    /// - Throws: `CheckpointError`, `HubError`, `UsageError`.
    func locate(
        _ checkpoint: String, isOffline: Bool = false, progress: DownloadProgress? = nil
    ) async throws -> CheckpointLocation {
        var configuration = try configuration()
        if isOffline { configuration.isOffline = true }
        defer { progress?.clear() }
        return try await CheckpointLocation(
            finding: try name(checkpoint), with: HubClient(configuration)
        ) { progress?.show($0) }
    }

    /// What the environment says, and this run's options.
    ///
    /// - Throws: `HubError`.
    func configuration() throws -> HubConfiguration {
        var configuration = try HubConfiguration()
        if offline { configuration.isOffline = true }
        return configuration
    }

    /// The checkpoint's name with the revision asked for.
    ///
    /// - Throws: `UsageError` when there are two revisions, or one for something that has none.
    func name(_ name: String) throws -> String {
        guard let revision else { return name }
        guard let repository = try CheckpointLocation.repository(named: name) else {
            throw UsageError.revisionOfFolder(revision: revision, checkpoint: name)
        }
        guard !name.contains("@") else {
            throw UsageError.twoRevisions(checkpoint: name, revision: revision)
        }
        return "\(repository.id)@\(revision)"
    }
}
