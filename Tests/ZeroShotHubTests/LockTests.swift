import Foundation
import Synchronization
import TestServer
import Testing

@testable import ZeroShotHub

@Suite(.fewAtOnce)
struct LockTests {
    @Test(.timeLimit(.minutes(5)))
    func `two clients fetch each file once`() async throws {
        try await HubWorkspace.run { workspace in
            async let one = workspace.download()
            async let two = workspace.download()
            async let three = workspace.download()
            let folders = try await [one.folder, two.folder, three.folder]
            #expect(Set(folders).count == 1)
            #expect(workspace.requests("GET", "/storage/").count == 1)
            let small = workspace.requests("GET", "/resolve/").map(\.path)
            #expect(small.count == FakeHub.neededNames.count)
            #expect(Set(small).count == small.count)
            #expect(workspace.names(in: "snapshots/\(FakeHub.commit)") == FakeHub.neededNames)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `who waits for another process says so, and takes what that one has fetched`()
        async throws
    {
        try await HubWorkspace.run { workspace in
            let (notices, notice) = AsyncStream<HubNotice>.makeStream()
            let client = try workspace.client()
            let path = workspace.lockPath
            try FileManager.default.createDirectory(
                atPath: URL(filePath: path).deletingLastPathComponent().path,
                withIntermediateDirectories: true
            )
            let lock = try await CacheLock(path: path) {}
            async let snapshot = client.download(HubRepository("owls/clip")) { event in
                if case .notice(let told) = event { notice.yield(told) }
            }
            for await told in notices.prefix(1) {
                #expect(told == .waitingForAnotherProcess(file: "model.safetensors"))
            }
            try workspace.write(FakeHub.weights, to: ResumeTests.blob)
            _ = consume lock
            _ = try await snapshot
            #expect(workspace.requests("GET", "/storage/").isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `waiting ends when it is cancelled`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "owl.lock").path(percentEncoded: false)
            let lock = try await CacheLock(path: path) {}
            let (waits, waiting) = AsyncStream<Void>.makeStream()
            let second = Task { _ = try await CacheLock(path: path) { waiting.yield() } }
            for await _ in waits.prefix(1) {}
            second.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
            _ = consume lock
        }
    }

    @Test func `a lock is free again when its owner is gone, and its file stays`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "owl.lock").path(percentEncoded: false)
            for _ in 0..<2 {
                let lock = try await CacheLock(path: path) { Issue.record("the lock is taken") }
                _ = consume lock
            }
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func `a link in place of a lock is not followed`() async throws {
        try await withTemporaryFolder { folder in
            let link = folder.appending(path: "owl.lock")
            try FileManager.default.createSymbolicLink(
                at: link, withDestinationURL: folder.appending(path: "victim")
            )
            await #expect(throws: SystemProblem.self) {
                _ = try await CacheLock(path: link.path(percentEncoded: false)) {}
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/victim"))
        }
    }
}

extension HubWorkspace {
    /// Of the weights of `FakeHub.huggingFace`.
    fileprivate var lockPath: String {
        cache.folder.appending(path: ".locks/models--owls--clip/\(ResumeTests.tag).lock")
            .path(percentEncoded: false)
    }
}
