internal import Fetch
internal import Foundation
internal import ZeroShot

/// Brings the files of one checkpoint into the cache.
struct SnapshotDownload: Sendable {
    let server: HubServer
    let report: @Sendable (HubEvent) -> Void

    /// What is to be fetched, found out before anything large is.
    struct Plan: Sendable {
        let snapshot: HubSnapshot
        let choice: CheckpointFiles
        /// Of the files, those that are not in the cache.
        let files: [RemoteFile]
        /// Names that a checkpoint may have and this one has not.
        let absent: Set<String>
    }

    /// Asks the Hub what belongs to the checkpoint and is not in the cache.
    ///
    /// - Parameter isPatient: whether to ask again when there is no answer.
    /// - Returns: what is to be fetched; perhaps nothing.
    /// - Throws: `HubError`, `CheckpointError`, `CancellationError`.
    func plan(isPatient: Bool) async throws -> Plan {
        let model = try await asking(repository.description, isPatient) { try await server.model() }
        let snapshot = HubSnapshot(repository, commit: model.commit, in: cache)
        let choice = try await choice(of: model, snapshot, isPatient)
        var names = choice.others + [choice.weights]
        names += [CheckpointFiles.cardName].filter(model.files.contains)
        if choice.isSharded {
            names += try await shards(listedIn: choice.weights, of: model, snapshot, isPatient)
        }
        let present = snapshot.fileNames
        let files = try await inParallel(names.filter { !present.contains($0) }) { name in
            try await asking(name, isPatient) { try await server.file(name, at: model.commit) }
        }
        return Plan(
            snapshot: snapshot, choice: choice, files: files,
            absent: CheckpointFiles.knownNames.subtracting(model.files)
        )
    }

    /// Fetches what the plan holds.
    ///
    /// - Throws: `HubError`, `CheckpointError`, `CancellationError`.
    func carryOut(_ plan: Plan) async throws {
        let commit = plan.snapshot.commit
        if !plan.files.isEmpty {
            try cache.prepare(for: commit)
            try requireSpace(for: plan.files)
            let tally = ProgressTally(of: plan.files, report: report)
            let others = Set(plan.choice.others)
            try await fetch(plan.files.filter { others.contains($0.name) }, at: commit, tally)
            // Nobody should wait for gigabytes to hear that they are of no use.
            try plan.choice.requireKnownModel(in: plan.snapshot.folder)
            try await fetch(plan.files.filter { !others.contains($0.name) }, at: commit, tally)
        }
        do {
            try cache.setAbsent(plan.absent, at: commit)
            // Last, so that a branch never leads to a commit of which files are missing.
            if repository.commit == nil {
                try cache.setReference(repository.revision, to: commit)
            }
        } catch HubError.unwritable where plan.files.isEmpty {
            // A cache that others maintain can be used all the same.
        }
    }

    private var repository: HubRepository { server.repository }
    private var limits: HubLimits { server.configuration.limits }
    private var cache: RepositoryCache {
        server.configuration.cache.repositoryCache(of: repository)
    }

    /// The best checkpoint; of several, one whose weights somebody has already downloaded.
    private func choice(
        of model: HubModel, _ snapshot: HubSnapshot, _ isPatient: Bool
    ) async throws -> CheckpointFiles {
        // Of two layouts, the configuration of one decides; the file is small.
        let name = CheckpointFiles.decidingName(among: model.files)
        if let name { try await fetchAlone(name, snapshot, isPatient) }
        let choices = try CheckpointFiles.choices(among: model.files) {
            try CheckpointFiles.canBuildHuggingFace(in: snapshot.folder)
        }
        guard let best = choices.first else {
            let hasConfiguration =
                !model.files.isDisjoint(with: CheckpointFiles.configurationNames)
            throw HubError.noCheckpoint(
                repository, part: hasConfiguration ? "weights" : "configuration",
                anyOf: hasConfiguration
                    ? CheckpointFiles.weightNames : CheckpointFiles.configurationNames
            )
        }
        let older = server.configuration.cache.snapshot(of: repository)
        return choices.first(where: snapshot.hasWeights)
            ?? choices.first { older?.hasWeights($0) == true } ?? best
    }

    /// The names in a list of shards, which is fetched first.
    private func shards(
        listedIn index: String, of model: HubModel, _ snapshot: HubSnapshot, _ isPatient: Bool
    ) async throws -> [String] {
        try await fetchAlone(index, snapshot, isPatient)
        let shards = try CheckpointFiles.shards(listedIn: snapshot.folder.appending(path: index))
        for shard in shards where !model.files.contains(shard) {
            throw HubError.fileNotFound(repository, file: shard)
        }
        return shards
    }

    /// Fetches a small file that says what else is needed.
    private func fetchAlone(
        _ name: String, _ snapshot: HubSnapshot, _ isPatient: Bool
    ) async throws {
        guard !snapshot.fileNames.contains(name) else { return }
        let file = try await asking(name, isPatient) {
            try await server.file(name, at: snapshot.commit)
        }
        try cache.prepare(for: snapshot.commit)
        try requireSpace(for: [file])
        let tally = ProgressTally(of: [file]) { event in
            if case .notice = event { report(event) }
        }
        try await fetch([file], at: snapshot.commit, tally)
    }

    private func fetch(
        _ files: [RemoteFile], at commit: String, _ tally: ProgressTally
    ) async throws {
        _ = try await inParallel(files) { file in
            try await BlobDownload(
                server: server, file: file, commit: commit, cache: cache, tally: tally
            ).run()
        }
    }

    private func requireSpace(for files: [RemoteFile]) throws {
        let folder = server.configuration.cache.path
        let needed = files.map { file in
            let kept = [cache.blob(file.entityTag), cache.partialBlob(file.entityTag)]
                .compactMap(RepositoryCache.size)
            return max(0, file.size - (kept.max() ?? 0))
        }.reduce(0, +)
        guard let free = server.configuration.cache.freeBytes(folder), free < needed else { return }
        throw HubError.diskFull(path: folder, needed: needed, free: free)
    }

    private func asking<Result>(
        _ what: String, _ isPatient: Bool, _ body: () async throws -> Result
    ) async throws -> Result {
        var failures = 0
        while true {
            do {
                return try await body()
            } catch let error as HubError where error.isPassing && isPatient {
                failures += 1
                try await limits.pauseAfter(error, failures: failures) { pause in
                    report(
                        .notice(
                            .tryingAgain(what, reason: error.reason, pause: pause)
                        )
                    )
                }
            }
        }
    }

    /// What `body` makes of each element, a few at once, in the elements' order.
    private func inParallel<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ body: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            for (number, element) in elements.enumerated() {
                if number >= limits.concurrentFiles, let (done, result) = try await group.next() {
                    results[done] = result
                }
                group.addTask { (number, try await body(element)) }
            }
            for try await (done, result) in group {
                results[done] = result
            }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
