import Foundation
import Synchronization
import TestServer

@testable import ZeroShotHub

/// A cache of its own, and a Hub that a client of it talks to.
struct HubWorkspace: Sendable {
    let cache: HubCache
    let server: LocalServer
    let port: Int
    let events = Events()

    /// Runs `body` while the Hub answers; the cache goes at the end.
    static func run<Result>(
        _ hub: FakeHub = .huggingFace, fault: FakeHub.Fault? = nil,
        _ body: (HubWorkspace) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            try await LocalServer.run(answer: hub.answers(fault: fault)) { server, port in
                let cache = HubCache(folder: folder.appending(path: "hub"))
                return try await body(HubWorkspace(cache: cache, server: server, port: port))
            }
        }
    }

    /// A client whose attempts follow each other without pauses.
    func client(
        token: String? = nil, isOffline: Bool = false, port: Int? = nil,
        adjusting adjust: (inout HubConfiguration) -> Void = { _ in }
    ) throws -> HubClient {
        var configuration = try HubConfiguration(
            endpoint: "http://127.0.0.1:\(port ?? self.port)",
            token: token.map { try HubToken($0) }, isOffline: isOffline, cache: cache
        )
        configuration.limits.pause = { [events] in events.add(pause: $0) }
        adjust(&configuration)
        return HubClient(configuration)
    }

    /// Downloads with a client of its own and keeps the events.
    @discardableResult
    func download(
        _ repository: String = "owls/clip", token: String? = nil, isOffline: Bool = false,
        port: Int? = nil, adjusting adjust: (inout HubConfiguration) -> Void = { _ in }
    ) async throws -> HubSnapshot {
        try await client(token: token, isOffline: isOffline, port: port, adjusting: adjust)
            .download(HubRepository(repository)) { [events] in events.add($0) }
    }

    /// `models--owls--clip`.
    var repositoryFolder: URL { cache.folder.appending(path: "models--owls--clip") }

    /// What is said of the requests so far: `GET /path`.
    var requestLines: [String] { server.requests.map { "\($0.method) \($0.path)" } }

    func requests(_ method: String, _ part: String) -> [LocalServer.Request] {
        server.requests.filter { $0.method == method && $0.path.contains(part) }
    }

    /// The names of all that lies in a folder of the repository's.
    func names(in folder: String) -> Set<String> {
        let path = repositoryFolder.appending(path: folder).path(percentEncoded: false)
        return Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
    }

    /// A file of the repository's folder.
    func text(_ name: String) throws -> String {
        try String(contentsOf: repositoryFolder.appending(path: name), encoding: .utf8)
    }

    /// Writes a file of the repository's folder.
    func write(_ text: String, to name: String) throws {
        let file = repositoryFolder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    /// Puts files where huggingface_hub puts them.
    func putInCache(
        _ files: [String: FakeHub.File], at commit: String = FakeHub.commit,
        branch: String? = "main"
    ) throws {
        for (name, file) in files {
            try write(file.content, to: "blobs/\(file.entityTag)")
            let link = repositoryFolder.appending(path: "snapshots/\(commit)/\(name)")
            try FileManager.default.createDirectory(
                at: link.deletingLastPathComponent(), withIntermediateDirectories: true
            )
            let up = String(repeating: "../", count: name.filter { $0 == "/" }.count + 2)
            try FileManager.default.createSymbolicLink(
                atPath: link.path(percentEncoded: false),
                withDestinationPath: "\(up)blobs/\(file.entityTag)"
            )
        }
        if let branch { try write(commit, to: "refs/\(branch)") }
    }
}

/// What a client has told, and how long it would have paused.
final class Events: Sendable {
    private let events = Mutex<[HubEvent]>([])
    private let waits = Mutex<[Duration]>([])

    func add(_ event: HubEvent) { events.withLock { $0.append(event) } }
    func add(pause: Duration) { waits.withLock { $0.append(pause) } }

    var pauses: [Duration] { waits.withLock { $0 } }

    var progress: [HubProgress] {
        events.withLock { $0 }.compactMap {
            if case .progress(let progress) = $0 { progress } else { nil }
        }
    }

    var notices: [HubNotice] {
        events.withLock { $0 }.compactMap {
            if case .notice(let notice) = $0 { notice } else { nil }
        }
    }
}

/// Runs `body` with a new folder, which goes at the end.
func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = URL.temporaryDirectory.appending(path: "zeroshot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}
