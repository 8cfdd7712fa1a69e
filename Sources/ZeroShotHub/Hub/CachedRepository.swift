public import Foundation

/// One repository in the cache.
public struct CachedRepository: Sendable, Equatable {
    /// `org/name`.
    public let id: String
    /// Its folder.
    public let folder: URL
    /// Its revisions, sorted by their commits.
    public let revisions: [CachedRevision]
    /// What all its files take on the disk, in bytes, each file counted once.
    public let bytes: Int
    /// What interrupted downloads left: paths of files that a later download goes on with.
    public let partialFiles: [String]
}

/// One commit of a repository in the cache.
public struct CachedRevision: Sendable, Equatable {
    /// The hash of the commit.
    public let commit: String
    /// The branches and tags that lead to it, sorted.
    public let references: [String]
    /// The folder with its files.
    public let folder: URL
    /// Its files, sorted by name.
    public let files: [CachedFile]
    /// When the newest of its files was written.
    public let modified: Date?

    /// Size of its files in bytes; other revisions may share them.
    public var bytes: Int { files.map(\.bytes).reduce(0, +) }
}

/// One file of a revision in the cache.
public struct CachedFile: Sendable, Equatable {
    /// With the folders inside the repository, such as `onnx/model.onnx`.
    public let name: String
    /// Its size; 0 when the file that its link means is gone.
    public let bytes: Int
    /// The Hub's entity tag, nearly always the file's hash; nil for a file that is no link.
    public let entityTag: String?
}

extension HubCache {
    /// Everything in the cache that is a model's repository, sorted by id; nothing is checked.
    ///
    /// - Throws: ``HubError/unreadable(path:reason:)``. A cache that does not exist is empty.
    public func repositories() throws -> [CachedRepository] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw HubError.unreadable(path: path, reason: SystemProblem(error).reason)
        }
        return names.compactMap { HubRepository.id(ofFolder: $0) }.sorted().compactMap {
            (try? HubRepository(id: $0)).map { repositoryCache(of: $0).contents(id: $0.id) }
        }
    }
}

extension RepositoryCache {
    /// What is there; what cannot be read counts as absent.
    func contents(id: String) -> CachedRepository {
        let references = self.references()
        let snapshots = names(in: folder.appending(path: "snapshots"))
        let blobs = names(in: folder.appending(path: "blobs"))
        return CachedRepository(
            id: id, folder: folder,
            revisions: snapshots.filter(HubRepository.isCommit).sorted().map { commit in
                revision(commit, references: references[commit, default: []])
            },
            bytes: blobs.map { Self.size(of: blob($0)) ?? 0 }.reduce(0, +),
            partialFiles: blobs.filter { $0.hasSuffix(".incomplete") }.sorted().map(blob)
        )
    }

    /// A file's size in bytes, links followed; nil when there is none.
    static func size(of path: String) -> Int? {
        attributes(of: path)[.size].flatMap { ($0 as? NSNumber)?.intValue }
    }

    private func revision(_ commit: String, references: [String]) -> CachedRevision {
        let folder = snapshot(commit)
        let path = folder.path(percentEncoded: false)
        var files: [CachedFile] = []
        var modified: Date?
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? [] {
            let attributes = Self.attributes(of: path + "/" + name)
            guard attributes[.type] as? FileAttributeType != .typeDirectory else { continue }
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            files.append(
                CachedFile(name: name, bytes: size, entityTag: entityTag(of: name, in: path))
            )
            modified = [modified, attributes[.modificationDate] as? Date].compactMap(\.self).max()
        }
        return CachedRevision(
            commit: commit, references: references, folder: folder,
            files: files.sorted { $0.name < $1.name }, modified: modified
        )
    }

    /// The name of the blob that a file of a snapshot stands for; nil for what is no link to it.
    private func entityTag(of name: String, in snapshot: String) -> String? {
        let path = snapshot + "/" + name
        guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
            return nil
        }
        let depth = name.split(separator: "/").count + 1
        let blobs = String(repeating: "../", count: depth) + "blobs/"
        let tag = link.dropFirst(blobs.count)
        return link.hasPrefix(blobs) && !tag.isEmpty && !tag.contains("/") ? String(tag) : nil
    }

    /// The names of branches and tags by the commit that they lead to.
    private func references() -> [String: [String]] {
        let path = folder.appending(path: "refs").path(percentEncoded: false)
        var references: [String: [String]] = [:]
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: path).sorted()) ?? [] {
            guard let commit = commit(ofReference: name) else { continue }
            references[commit, default: []].append(name)
        }
        return references
    }

    private func names(in folder: URL) -> [String] {
        let path = folder.path(percentEncoded: false)
        return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    private static func attributes(of path: String) -> [FileAttributeKey: Any] {
        let path = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        return (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
    }
}
