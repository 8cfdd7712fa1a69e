import Foundation
import TestServer
import Testing

@testable import ZeroShotHub

/// Downloads that stop in the middle, and what follows.
@Suite(.fewAtOnce)
struct ResumeTests {
    static let weights = FakeHub.weights
    static let size = weights.utf8.count
    static let half = size / 2
    static let tag = FakeHub.File.large(weights).entityTag
    static let blob = "blobs/\(tag)"
    static let partialBlob = "\(blob).incomplete"

    /// The first half of the weights, and then no more.
    static let cut = Answer.head(length: size).appending(String(weights.prefix(half)), then: .close)

    @Test func `a connection that is cut goes on where it was`() async throws {
        try await HubWorkspace.run(
            fault: { request, earlier in
                request.path.hasPrefix("/storage/") && earlier == 0 ? Self.cut : nil
            }
        ) { workspace in
            let snapshot = try await workspace.download()
            let file = "snapshots/\(snapshot.commit)/model.safetensors"
            #expect(try workspace.text(file) == Self.weights)
            let firsts = workspace.requests("GET", "/storage/").map(\.firstByte)
            #expect(firsts.count == 2 && firsts.first == .some(nil))
            // The HTTP client drops what came in the same moment as the end.
            #expect((1...Self.half).contains(try #require(firsts[1])))
            // What was told once was not taken back: no byte was written twice.
            let told = workspace.events.progress.map(\.bytes)
            #expect(told == told.sorted())
            #expect(told.last == workspace.totalBytes)
            #expect(workspace.events.pauses == [.seconds(1)])
            guard
                case .tryingAgain("model.safetensors", _, .seconds(1)) =
                    workspace.events.notices.first
            else {
                Issue.record("\(workspace.events.notices)")
                return
            }
        }
    }

    @Test func `a connection that is cut without a length goes on where it was`() async throws {
        let unmeasured = Answer.unmeasured(String(Self.weights.prefix(Self.half)))
        try await HubWorkspace.run(
            fault: { request, earlier in
                request.path.hasPrefix("/storage/") && earlier == 0 ? unmeasured : nil
            }
        ) { workspace in
            try await workspace.download()
            #expect(try workspace.text(Self.blob) == Self.weights)
            #expect(workspace.requests("GET", "/storage/").map(\.firstByte) == [nil, Self.half])
        }
    }

    @Test func `many cuts are no failure as long as bytes come`() async throws {
        let step = Self.size / 20
        try await HubWorkspace.run(
            fault: { request, _ in
                guard request.path.hasPrefix("/storage/") else { return nil }
                let first = request.firstByte ?? 0
                let part = String(Self.weights.dropFirst(first).prefix(step))
                let headers = ["Content-Range: bytes \(first)-\(Self.size - 1)/\(Self.size)"]
                return Answer.head(
                    status: first == 0 ? 200 : 206, length: Self.size - first, headers: headers
                ).appending(part, then: .close)
            }
        ) { workspace in
            try await workspace.download()
            #expect(try workspace.text(Self.blob) == Self.weights)
            #expect(workspace.requests("GET", "/storage/").count >= 20)
        }
    }

    @Test func `a server that never sends more is given up, and what came is kept`() async throws {
        try await HubWorkspace.run(
            fault: { request, earlier in
                guard request.path.hasPrefix("/storage/") else { return nil }
                return earlier == 0 ? Self.cut : .raw("", then: .close)
            }
        ) { workspace in
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .unreachable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(workspace.events.pauses == [1, 2, 4, 8].map { .seconds($0) })
            let kept = try workspace.text(Self.partialBlob)
            #expect(!kept.isEmpty && Self.weights.prefix(Self.half).hasPrefix(kept))
            #expect(!workspace.names(in: "blobs").contains(Self.tag))
            #expect(
                !workspace.names(in: "snapshots/\(FakeHub.commit)").contains("model.safetensors"))
            #expect(workspace.names(in: "refs").isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a cancelled download leaves what a later one goes on with`() async throws {
        let stuck = Answer.head(length: Self.size).appending(String(Self.weights.prefix(Self.half)))
        try await HubWorkspace.run(
            fault: { request, earlier in
                request.path.hasPrefix("/storage/") && earlier == 0 ? stuck : nil
            }
        ) { workspace in
            let (halves, half) = AsyncStream<Void>.makeStream()
            let client = try workspace.client()
            let download = Task {
                try await client.download(HubRepository("owls/clip")) { event in
                    if case .progress(let progress) = event, progress.bytes >= Self.half {
                        half.yield()
                    }
                }
            }
            for await _ in halves.prefix(1) {}
            download.cancel()
            await #expect(throws: CancellationError.self) { try await download.value }
            let kept = try workspace.text(Self.partialBlob).utf8.count
            #expect(kept > 0)
            try await workspace.download()
            #expect(workspace.requests("GET", "/storage/").last?.firstByte == kept)
            #expect(try workspace.text(Self.blob) == Self.weights)
        }
    }

    @Test func `what an earlier process left is used`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.write(String(Self.weights.prefix(Self.half)), to: Self.partialBlob)
            try await workspace.download()
            #expect(workspace.requests("GET", "/storage/").map(\.firstByte) == [Self.half])
            #expect(try workspace.text(Self.blob) == Self.weights)
            #expect(!workspace.names(in: "blobs").contains { $0.hasSuffix(".incomplete") })
        }
    }

    @Test func `what an earlier process left whole needs no bytes`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.write(Self.weights, to: Self.partialBlob)
            try await workspace.download()
            #expect(workspace.requests("GET", "/storage/").isEmpty)
            #expect(try workspace.text(Self.blob) == Self.weights)
            #expect(workspace.events.progress.last?.keptBytes == Self.size)
        }
    }

    @Test(arguments: [half, size, size + 10])
    func `what an earlier process left of another file is dropped`(count: Int) async throws {
        try await HubWorkspace.run { workspace in
            try workspace.write(String(repeating: "x", count: count), to: Self.partialBlob)
            try await workspace.download()
            #expect(try workspace.text(Self.blob) == Self.weights)
            #expect(
                workspace.events.notices
                    == (count > Self.size ? [] : [.startedOver(file: "model.safetensors")])
            )
            #expect(workspace.events.progress.last?.bytes == workspace.totalBytes)
        }
    }

    @Test func `what an earlier process left is not blamed twice`() async throws {
        try await HubWorkspace.run(
            fault: { request, _ in
                request.path.hasPrefix("/storage/") ? .message("too short") : nil
            }
        ) { workspace in
            try workspace.write("xxx", to: Self.partialBlob)
            let error = HubError.wrongSize(
                try HubRepository("owls/clip"), file: "model.safetensors", found: 9,
                expected: Self.size
            )
            await #expect(throws: error) { try await workspace.download() }
            #expect(workspace.events.notices == [.startedOver(file: "model.safetensors")])
            #expect(workspace.requests("GET", "/storage/").count == 2)
            #expect(!workspace.names(in: "blobs").contains { $0.hasPrefix(Self.tag) })
        }
    }

    @Test func `a server that ignores the range sends all, and all is taken`() async throws {
        try await HubWorkspace.run(
            fault: { request, _ in
                request.path.hasPrefix("/storage/") ? .message(Self.weights) : nil
            }
        ) { workspace in
            try workspace.write(String(Self.weights.prefix(Self.half)), to: Self.partialBlob)
            try await workspace.download()
            #expect(try workspace.text(Self.blob) == Self.weights)
            #expect(workspace.requests("GET", "/storage/").count == 1)
            #expect(workspace.events.progress.last?.bytes == workspace.totalBytes)
            #expect(workspace.events.progress.map(\.keptBytes).max() == Self.half)
            #expect(workspace.events.progress.last?.keptBytes == 0)
        }
    }

    static let otherParts: [Answer] = [
        .message(status: 416),
        .message(
            status: 206, String(weights.dropFirst(half + 1)),
            headers: ["Content-Range: bytes \(half + 1)-\(size - 1)/\(size)"]
        ),
        .message(
            status: 206, String(weights.dropFirst(half)),
            headers: ["Content-Range: bytes \(half)-\(size)/\(size + 1)"]
        ),
        .message(status: 206, String(weights.dropFirst(half))),
    ]

    @Test(arguments: otherParts.indices)
    func `a part that was not asked for is not taken`(index: Int) async throws {
        try await HubWorkspace.run(
            fault: { request, _ in
                request.path.hasPrefix("/storage/") && request.firstByte != nil
                    ? Self.otherParts[index] : nil
            }
        ) { workspace in
            try workspace.write(String(Self.weights.prefix(Self.half)), to: Self.partialBlob)
            try await workspace.download()
            #expect(try workspace.text(Self.blob) == Self.weights)
            #expect(workspace.requests("GET", "/storage/").map(\.firstByte) == [Self.half, nil])
        }
    }

    @Test func `a server that alternates between too little and refusals is given up`() async throws
    {
        let short = Answer.unmeasured(String(Self.weights.prefix(Self.half)))
        try await HubWorkspace.run(
            fault: { request, _ in
                guard request.path.hasPrefix("/storage/") else { return nil }
                return request.firstByte == nil ? short : .message(status: 416)
            }
        ) { workspace in
            await #expect(throws: HubError.self) { try await workspace.download() }
            #expect(workspace.events.pauses.count == 4)
        }
    }
}

extension HubWorkspace {
    /// Of what is needed of `FakeHub.huggingFace`.
    var totalBytes: Int {
        FakeHub.huggingFace.files.filter { FakeHub.neededNames.contains($0.key) }
            .map(\.value.content.utf8.count).reduce(0, +)
    }
}
