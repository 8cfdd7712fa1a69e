internal import Foundation
internal import ZeroShot

/// What a check of a repository's files in the cache found.
public struct HubVerification: Sendable, Equatable {
    /// Something wrong with one file.
    public enum Problem: Sendable, Equatable {
        /// The bytes are not those that the Hub had: another hash than the file's own name.
        case damaged(file: String, path: String, found: String, expected: String)
        /// A name without a file.
        case missing(file: String, path: String)
        /// A file that cannot be read.
        case unreadable(file: String, path: String, reason: String)
        /// What an interrupted download left.
        case incomplete(path: String, bytes: Int)
    }

    /// What is wrong; empty when nothing is.
    public internal(set) var problems: [Problem] = []
    /// Files whose hashes are right.
    public internal(set) var checkedFiles = 0
    /// Their size.
    public internal(set) var checkedBytes = 0
    /// Names of files that have no hash to check them by.
    public internal(set) var uncheckedFiles: [String] = []
}

extension HubVerification.Problem: CustomStringConvertible {
    /// Which file, what was found, and what to do.
    public var description: String {
        switch self {
        case .damaged(let file, let path, let found, let expected):
            "\(file) is damaged: its hash is \(found), its name in the cache says \(expected). "
                + "Remove \(path) and download again."
        case .missing(let file, let path):
            "\(file) is missing: there is nothing at \(path). Download again."
        case .unreadable(let file, let path, let reason):
            "\(file): \(path) cannot be read (\(reason)). Allow it, or remove it and download "
                + "again."
        case .incomplete(let path, let bytes):
            "\(path): an interrupted download left \(bytes) bytes. Download again to complete the "
                + "file, or remove it."
        }
    }
}

extension HubCache {
    /// Reads every file of a repository in the cache, of all its revisions, and checks its hash.
    ///
    /// - Parameters:
    ///   - id: `org/name`.
    ///   - progress: is told how many bytes of how many were read.
    /// - Returns: what was found; without problems, too, when there is no such repository.
    /// - Throws: ``HubError/invalidName(_:)``, `CancellationError`.
    public func verify(
        _ id: String, progress: (_ bytes: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> HubVerification {
        let repository = try HubRepository(id: id)
        let cache = repositoryCache(of: repository)
        let contents = cache.contents(id: id)
        let partial = contents.partialFiles.map { RepositoryCache.size(of: $0) ?? 0 }
        let total = contents.bytes - partial.reduce(0, +)
        var result = HubVerification()
        var done = 0
        var seen: Set<String> = []
        for revision in contents.revisions {
            for file in revision.files {
                guard let tag = file.entityTag else {
                    result.uncheckedFiles.append(file.name)
                    continue
                }
                guard seen.insert(tag).inserted else { continue }
                try result.check(file, at: cache.blob(tag), as: tag) { count in
                    done += count
                    progress(done, total)
                }
            }
            result.addMissingShards(
                of: HubSnapshot(repository, commit: revision.commit, in: cache)
            )
        }
        for (path, bytes) in zip(contents.partialFiles, partial) {
            result.problems.append(.incomplete(path: path, bytes: bytes))
        }
        return result
    }
}

extension HubVerification {
    fileprivate mutating func check(
        _ file: CachedFile, at path: String, as tag: String, progress: (Int) -> Void
    ) throws {
        guard RepositoryCache.size(of: path) != nil else {
            problems.append(.missing(file: file.name, path: path))
            return
        }
        guard let hash = BlobHash(entityTag: tag) else {
            uncheckedFiles.append(file.name)
            return
        }
        do {
            let found = try hash.ofFile(at: path, progress: progress)
            guard found == hash.text else {
                problems.append(
                    .damaged(file: file.name, path: path, found: found, expected: hash.text)
                )
                return
            }
            checkedFiles += 1
            checkedBytes += file.bytes
        } catch let problem as SystemProblem {
            problems.append(.unreadable(file: file.name, path: path, reason: problem.reason))
        }
    }

    /// A list of shards promises files that no link need stand for.
    fileprivate mutating func addMissingShards(of snapshot: HubSnapshot) {
        guard snapshot.choice == nil else { return }
        for name in snapshot.missingShards {
            let path = snapshot.folder.appending(path: name).path(percentEncoded: false)
            problems.append(.missing(file: name, path: path))
        }
    }
}
