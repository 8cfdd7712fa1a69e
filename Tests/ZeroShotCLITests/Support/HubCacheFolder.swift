import Crypto
import Foundation

/// A cache of the Hub as huggingface_hub lays it out, with a checkpoint of the test fixtures in it.
struct HubCacheFolder {
    static let commit = "0123456789abcdef0123456789abcdef01234567"

    let folder: URL

    /// A small checkpoint in Hugging Face layout, under the name of a repository.
    init(in workspace: Workspace, holding fixture: String = "clip-hf", as id: String) throws {
        folder = workspace.folder.appending(path: "hub")
        try add(fixture, as: id)
    }

    /// What a run needs to look into this cache only.
    var environment: [String: String] {
        ["HF_HUB_CACHE": folder.path(percentEncoded: false), "HF_HUB_OFFLINE": "1"]
    }

    func repository(_ id: String) -> URL {
        folder.appending(path: "models--" + id.replacing("/", with: "--"))
    }

    func snapshot(_ id: String) -> URL {
        repository(id).appending(path: "snapshots/\(Self.commit)")
    }

    /// Where a file's bytes are.
    func blob(of file: String, in id: String) throws -> URL {
        snapshot(id).appending(path: file).resolvingSymlinksInPath()
    }

    /// The folder of a checkpoint that the library's tests use too.
    static func fixture(_ name: String) -> URL {
        URL(filePath: #filePath)
            .deletingLastPathComponent()
            .appending(path: "../../ZeroShotTests/Fixtures/models/\(name)")
    }

    func add(_ fixture: String, as id: String) throws {
        let source = Self.fixture(fixture)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: source.path(percentEncoded: false)
        )
        for name in names where !name.hasPrefix("reference.") {
            try add(Data(contentsOf: source.appending(path: name)), named: name, to: id)
        }
    }

    /// A file as the Hub would have stored it: under its hash, with a link from the snapshot.
    func add(_ bytes: Data, named name: String, to id: String) throws {
        let manager = FileManager.default
        let blobs = repository(id).appending(path: "blobs")
        let references = repository(id).appending(path: "refs")
        for made in [blobs, references, snapshot(id)] {
            try manager.createDirectory(at: made, withIntermediateDirectories: true)
        }
        let isLarge = name.hasSuffix(".safetensors")
        let hash =
            isLarge
            ? hexadecimal(SHA256.hash(data: bytes))
            : hexadecimal(Insecure.SHA1.hash(data: Data("blob \(bytes.count)\0".utf8) + bytes))
        try bytes.write(to: blobs.appending(path: hash))
        try manager.createSymbolicLink(
            atPath: snapshot(id).appending(path: name).path(percentEncoded: false),
            withDestinationPath: "../../blobs/\(hash)"
        )
        try Data(Self.commit.utf8).write(to: references.appending(path: "main"))
    }

    private func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { String(format: "%02x", $0) }.joined()
    }
}
