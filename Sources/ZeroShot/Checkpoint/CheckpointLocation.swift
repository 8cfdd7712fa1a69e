internal import BundledCheckpoints
public import Foundation

/// What a checkpoint was asked for as, and the folder with its files.
public struct CheckpointLocation: Sendable, Equatable {
    /// A Hub id, a folder's path as given, or a bundled checkpoint's name.
    public let id: String
    /// Where the files came from.
    public let source: CheckpointSource
    /// The folder that holds them.
    public let folder: URL
    /// The Hub's commit, where there is one.
    public let revision: String?

    /// A checkpoint of the Hub whose files are in `folder`.
    package init(hub id: String, revision: String, folder: URL) {
        self.init(id: id, source: .hub, folder: folder, revision: revision)
    }

    /// The checkpoint called `id` on this machine: `demo`, or the path of a folder.
    ///
    /// - Throws: `CheckpointError.notFound`, `.notAFolder`.
    public init(local id: String) throws {
        if let bundled = BundledCheckpoint(rawValue: id) {
            self.init(
                id: id, source: .bundled, folder: try ProductResources.folder(of: bundled),
                revision: nil
            )
        } else {
            self.init(id: id, source: .folder, folder: try Self.folder(at: id), revision: nil)
        }
    }

    /// Whether a name means a bundled checkpoint or something at that path.
    package static func isLocal(_ name: String) -> Bool {
        BundledCheckpoint(rawValue: name) != nil || FileManager.default.fileExists(atPath: name)
    }

    /// The checkpoints that ship with the product.
    ///
    /// - Throws: `ProductResourceError` when their files are not where they were installed.
    public static func bundled() throws -> [CheckpointLocation] {
        try BundledCheckpoint.allCases.map { try CheckpointLocation(local: $0.rawValue) }
    }

    private init(id: String, source: CheckpointSource, folder: URL, revision: String?) {
        self.id = id
        self.source = source
        self.folder = folder
        self.revision = revision
    }

    private static func folder(at path: String) throws -> URL {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CheckpointError.notFound(path: path)
        }
        guard isFolder.boolValue else {
            throw CheckpointError.notAFolder(path: path)
        }
        return URL(filePath: path, directoryHint: .isDirectory)
    }
}

/// Where a checkpoint came from.
public enum CheckpointSource: String, Sendable {
    /// It ships with the product.
    case bundled
    /// A folder that the caller named.
    case folder
    /// The Hugging Face Hub, through its cache on this machine.
    case hub
}
