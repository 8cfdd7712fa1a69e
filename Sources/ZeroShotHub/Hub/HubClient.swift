internal import Fetch
internal import Synchronization
internal import ZeroShot

/// Finds checkpoints of the Hub in its cache, and downloads what is missing.
///
/// ```swift
/// let client = HubClient(try HubConfiguration())
/// let snapshot = try await client.download(HubRepository("openai/clip-vit-base-patch32"))
/// let checkpoint = try Checkpoint(at: snapshot.location)
/// ```
public struct HubClient: Sendable {
    private let configuration: HubConfiguration

    /// A client for a Hub and a cache.
    public init(_ configuration: HubConfiguration) {
        self.configuration = configuration
    }

    /// The checkpoint in a revision of a repository, whole and in the cache.
    ///
    /// What the cache has is used as it is. For a branch the Hub is asked for the newest commit;
    /// when it gives no answer, and in offline mode, the commit that the cache has is used. Only the
    /// files of one checkpoint are fetched, safetensors before Torch archives, and each is checked
    /// against its size and hash before it gets its name.
    ///
    /// - Parameters:
    ///   - repository: what to find.
    ///   - report: is told of progress and of what went otherwise than it should, one event at a
    ///     time.
    /// - Returns: where the files are, and of which commit they are.
    /// - Throws: ``HubError``; `CheckpointError` for a model that is not read, before its weights
    ///   are fetched; `CancellationError`. What has come so far is kept.
    public func download(
        _ repository: HubRepository, report: @escaping @Sendable (HubEvent) -> Void = { _ in }
    ) async throws -> HubSnapshot {
        let cached = configuration.cache.snapshot(of: repository)
        if repository.commit != nil, let cached, cached.isComplete { return cached }
        if configuration.isOffline { return try offline(repository) }
        let gate = Mutex(())
        let report: @Sendable (HubEvent) -> Void = { event in gate.withLock { _ in report(event) } }
        return try await withServer(of: repository) { server in
            let download = SnapshotDownload(server: server, report: report)
            let plan: SnapshotDownload.Plan
            do {
                plan = try await download.plan(isPatient: cached == nil)
            } catch let error as HubError where error.leavesTheCache {
                guard let cached else { throw error }
                let notice = HubNotice.cachedRevisionUsed(
                    repository, commit: cached.commit, reason: error.description
                )
                report(.notice(notice))
                return cached
            }
            try await download.carryOut(plan)
            return plan.snapshot
        }
    }

    /// What the Hub tells of a repository's revision.
    ///
    /// - Throws: ``HubError``, `CancellationError`.
    public func model(_ repository: HubRepository) async throws -> HubModel {
        guard !configuration.isOffline else {
            throw HubError.notCached(repository, cache: configuration.cache.path)
        }
        return try await withServer(of: repository) { try await $0.model() }
    }

    private func offline(_ repository: HubRepository) throws -> HubSnapshot {
        if let cached = configuration.cache.snapshot(of: repository) { return cached }
        guard let commit = configuration.cache.commit(of: repository) else {
            throw HubError.notCached(repository, cache: configuration.cache.path)
        }
        let snapshot = HubSnapshot(
            repository, commit: commit, in: configuration.cache.repositoryCache(of: repository)
        )
        guard !snapshot.fileNames.isEmpty else {
            throw HubError.notCached(repository, cache: configuration.cache.path)
        }
        throw HubError.incompleteInCache(
            repository, missing: snapshot.missingParts, cache: configuration.cache.path
        )
    }

    private func withServer<Result>(
        of repository: HubRepository, _ body: (HubServer) async throws -> Result
    ) async throws -> Result {
        try await Fetcher.withFetcher(
            limits: HubServer.fetchLimits(configuration.limits),
            userAgent: "zeroshot/\(ProductVersion.current)", proxy: configuration.proxy
        ) { fetcher in
            try await body(
                HubServer(repository: repository, configuration: configuration, fetcher: fetcher)
            )
        }
    }
}
