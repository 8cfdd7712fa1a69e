public import ZeroShot

extension CheckpointLocation {
    /// The checkpoint called `name`: `demo`, a folder, or a repository of the Hub, which is
    /// downloaded where it is not in the cache.
    ///
    /// A folder that is there comes before a repository of the same name, as in transformers.
    ///
    /// - Parameters:
    ///   - name: a bundled checkpoint's name, a path, or `org/name`, `org/name@revision`.
    ///   - client: asks the Hub; offline it looks into the cache only.
    ///   - report: hears of the download's progress.
    /// - Throws: `CheckpointError` for a name that is neither here nor a repository's,
    ///   ``HubError``, `CancellationError`.
    public init(
        finding name: String, with client: HubClient,
        report: @escaping @Sendable (HubEvent) -> Void = { _ in }
    ) async throws {
        guard let repository = try Self.repository(named: name) else {
            try self.init(local: name)
            return
        }
        let snapshot = try await client.download(repository, report: report)
        self.init(snapshot)
    }

    /// A checkpoint that was downloaded.
    public init(_ snapshot: HubSnapshot) {
        self.init(
            hub: snapshot.repository.description, revision: snapshot.commit,
            folder: snapshot.folder
        )
    }

    /// The repository that a name means; nil where it means something on this machine.
    ///
    /// - Throws: `CheckpointError.notFound` for a name that means neither,
    ///   ``HubError/invalidRevision(_:)``.
    public static func repository(named name: String) throws -> HubRepository? {
        if isLocal(name) { return nil }
        // The few old ids without an organisation are no checkpoints for ranking; a name without a
        // slash is more likely a folder that is not there.
        guard name.contains("/") else { throw CheckpointError.notFound(path: name) }
        do {
            return try HubRepository(name)
        } catch HubError.invalidName {
            throw CheckpointError.notFound(path: name)
        }
    }
}
