import Foundation
import TestServer
import Testing

@testable import ZeroShotHub

@Suite(.fewAtOnce)
struct DiskTests {
    @Test func `too little space is told before anything is fetched`() async throws {
        try await HubWorkspace.run { workspace in
            let needed = workspace.totalBytes
            let error = HubError.diskFull(
                path: workspace.cache.path, needed: needed, free: needed - 1
            )
            await #expect(throws: error) {
                try await workspace.download { $0.cache.freeBytes = { _ in needed - 1 } }
            }
            #expect(workspace.requests("GET", "/resolve/").isEmpty)
            try await workspace.download { $0.cache.freeBytes = { _ in needed } }
        }
    }

    @Test func `what an earlier download left counts as there`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.write(
                String(FakeHub.weights.prefix(ResumeTests.half)), to: ResumeTests.partialBlob
            )
            let needed = workspace.totalBytes - ResumeTests.half
            try await workspace.download { $0.cache.freeBytes = { _ in needed } }
            #expect(try workspace.text(ResumeTests.blob) == FakeHub.weights)
        }
    }

    @Test func `the system says how much is free`() throws {
        let free = HubCache(folder: URL(filePath: "/tmp")).freeBytes("/tmp")
        #expect(try #require(free) > 0)
        #expect(HubCache(folder: URL(filePath: "/tmp")).freeBytes("/no/such/folder") == nil)
    }

    @Test func `a disk that fills up in the middle is an error that keeps what has come`()
        async throws
    {
        // A process of its own, in which no file can grow beyond a limit.
        await #expect(processExitsWith: .success) {
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 100_000, rlim_max: rlim_t.max)
            let isSet = unsafe setrlimit(__rlimit_resource_t(1), &limit) == 0
            try #require(isSet)
            try await HubWorkspace.run { workspace in
                let error = await #expect(throws: HubError.self) { try await workspace.download() }
                guard case .unwritable(let path, _) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(path.hasSuffix(ResumeTests.tag))
                let kept = try workspace.text(ResumeTests.partialBlob)
                #expect(kept.utf8.count > 50_000)
                #expect(!workspace.names(in: "blobs").contains(ResumeTests.tag))
                #expect(workspace.names(in: "refs").isEmpty)
            }
        }
    }

    @Test(arguments: [ENOSPC, EDQUOT])
    func `the system's words for a full disk are ours`(code: CInt) {
        let error = HubError(writing: "/hub/blob", SystemProblem(errno: code))
        #expect(error == .diskFull(path: "/hub/blob", needed: nil, free: nil))
        let wrapped = CocoaError(
            .fileWriteUnknown,
            userInfo: [NSUnderlyingErrorKey: NSError(domain: NSPOSIXErrorDomain, code: Int(code))]
        )
        #expect(HubError(writing: "/hub/blob", wrapped) == error)
    }

    @Test func `Foundation's word for a full disk is ours`() {
        let error = HubError(writing: "/hub/blob", CocoaError(.fileWriteOutOfSpace))
        #expect(error == .diskFull(path: "/hub/blob", needed: nil, free: nil))
    }

    @Test(arguments: [EACCES, EROFS])
    func `a folder that may not be written is told`(code: CInt) {
        let error = HubError(writing: "/hub/blob", SystemProblem(errno: code))
        guard case .unwritable("/hub/blob", let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test(arguments: ["blobs", "snapshots"])
    func `a cache in which folders cannot be made is told`(name: String) async throws {
        try await HubWorkspace.run { workspace in
            // Even the superuser can make no folder inside a file.
            try workspace.write("", to: name)
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .unwritable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(workspace.requests("GET", "/resolve/").isEmpty)
        }
    }
}
