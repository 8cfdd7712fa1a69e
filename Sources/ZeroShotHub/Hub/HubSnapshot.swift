public import Foundation
public import ZeroShot

/// One revision of a repository in the cache.
public struct HubSnapshot: Sendable, Equatable {
    /// What was asked for.
    public let repository: HubRepository
    /// The hash of the commit.
    public let commit: String
    /// The folder with the files, as `Checkpoint` reads it.
    public let folder: URL
    private let cache: RepositoryCache

    init(_ repository: HubRepository, commit: String, in cache: RepositoryCache) {
        self.repository = repository
        self.commit = commit
        self.cache = cache
        folder = cache.snapshot(commit)
    }

    /// The files as a checkpoint's.
    public var location: CheckpointLocation {
        CheckpointLocation(hub: repository.id, revision: commit, folder: folder)
    }

    /// The best checkpoint whose configuration and weights are there.
    var choice: CheckpointFiles? {
        choices(among: fileNames).first(where: hasWeights)
    }

    /// Whether nothing of a checkpoint is missing that the Hub has, as far as the cache knows.
    var isComplete: Bool {
        let absent = cache.absentNames(at: commit)
        let present = fileNames
        return choices(among: CheckpointFiles.knownNames.subtracting(absent))
            .contains { hasWeights($0) && present.isSuperset(of: $0.others) }
    }

    /// What a checkpoint needs and the folder lacks.
    var missingParts: [String] {
        let names = fileNames
        guard let choice = choices(among: names).first else {
            let hasConfiguration = !names.isDisjoint(with: CheckpointFiles.configurationNames)
            return (hasConfiguration ? [] : ["a configuration"]) + ["weights"]
        }
        return missingShards(of: choice) ?? [choice.weights]
    }

    /// The names of the files that are there, whole.
    var fileNames: Set<String> {
        let path = folder.path(percentEncoded: false)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        // A link whose file is gone does not exist.
        return Set(names.filter { FileManager.default.fileExists(atPath: "\(path)/\($0)") })
    }

    /// The checkpoints that files with these names hold, as far as a configuration that is there
    /// decides.
    private func choices(among names: Set<String>) -> [CheckpointFiles] {
        // One that cannot be read describes nothing that can be built.
        CheckpointFiles.choices(among: names) {
            (try? CheckpointFiles.canBuildHuggingFace(in: folder)) ?? false
        }
    }

    func hasWeights(_ choice: CheckpointFiles) -> Bool {
        fileNames.contains(choice.weights) && missingShards(of: choice)?.isEmpty == true
    }

    /// The names of shards of the best checkpoint that are not there.
    var missingShards: [String] {
        choices(among: fileNames).first.flatMap(missingShards) ?? []
    }

    /// The names of shards that are not there; nil when their list cannot be read.
    private func missingShards(of choice: CheckpointFiles) -> [String]? {
        guard choice.isSharded else { return [] }
        let index = folder.appending(path: choice.weights)
        return (try? CheckpointFiles.shards(listedIn: index))?.filter { !fileNames.contains($0) }
    }
}
