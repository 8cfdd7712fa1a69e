internal import HTTPTypes
internal import ZeroShot

/// The checkpoints that may be asked for, opened when they are, within a bound of memory.
actor CheckpointPool {
    private let surroundings: OpenCheckpoint.Surroundings
    private let locate: InferenceService.Locator
    private var open: RecentlyUsed<String, OpenCheckpoint>
    private let opening = SharedWork<String, OpenCheckpoint>()

    init(
        _ surroundings: OpenCheckpoint.Surroundings, locate: @escaping InferenceService.Locator
    ) {
        self.surroundings = surroundings
        self.locate = locate
        open = RecentlyUsed(limit: surroundings.configuration.batching.checkpointBytes ?? .max)
    }

    /// All that may be asked for, the default one first.
    var served: [ServedCheckpoint] {
        let names = surroundings.configuration.checkpoints
        return names.map { name in
            ServedCheckpoint(
                name: name, isDefault: name == names.first, summary: open.peek(name)?.summary)
        }
    }

    /// The checkpoint of this name, the default one when nil; opens it where it is not open.
    ///
    /// Those used longest ago are closed where their weights and its own exceed the bound; the
    /// memory of one is free when its last request is answered.
    ///
    /// - Throws: ``Refusal`` where there is no checkpoint; ``APIError`` for a name that is not
    ///   served; what opening a checkpoint throws.
    func checkpoint(_ name: String?) async throws -> OpenCheckpoint {
        let served = surroundings.configuration.checkpoints
        guard let name = name ?? served.first else { throw Refusal.checkpointUnspecified }
        guard served.contains(name) else { throw APIError.unknownCheckpoint(name, served: served) }
        if let open = open.value(for: name) { return open }
        return try await opening.value(for: name) {
            let checkpoint = try Checkpoint(
                at: try await locate(name),
                settings: surroundings.configuration.checkpointSettings)
            // One that is larger than the bound is open all the same, and no other beside it.
            let bytes = min(checkpoint.details().weightBytes, open.limit)
            // Before the new one takes memory.
            _ = open.makeRoom(for: bytes)
            let made = try OpenCheckpoint(checkpoint, surroundings)
            open.keep(made, for: name, cost: bytes)
            surroundings.metrics.openCheckpoints(open.count)
            return made
        }
    }
}

extension APIError {
    fileprivate static func unknownCheckpoint(_ name: String, served: [String]) -> APIError {
        APIError(
            .notFound, code: "unknown-checkpoint",
            message: "The checkpoint '\(name)' is not served here; these are: "
                + served.joined(separator: ", ") + ".")
    }
}
