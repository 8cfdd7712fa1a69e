import Foundation
import TestServer
import Testing
import ZeroShot

@testable import ZeroShotHub

/// Bytes that are not those of the file, and names that lead elsewhere.
@Suite(.fewAtOnce)
struct IntegrityTests {
    @Test(arguments: ["config.json", "model.safetensors"])
    func `a file with another hash is not kept`(name: String) async throws {
        let file = try #require(FakeHub.huggingFace.files[name])
        let wrong = String(repeating: "x", count: file.content.utf8.count)
        try await HubWorkspace.run(
            fault: { request, _ in
                request.method == "GET" && request.path.contains(file.isLarge ? "/storage/" : name)
                    && request.path.hasSuffix(file.isLarge ? "secret" : "/\(name)")
                    ? .message(wrong) : nil
            }
        ) { workspace in
            var other = file
            other = FakeHub.File(bytes: Array(wrong.utf8), isLarge: file.isLarge)
            let error = HubError.checksum(
                try HubRepository("owls/clip"), file: name, found: other.entityTag,
                expected: file.entityTag
            )
            await #expect(throws: error) { try await workspace.download() }
            #expect(!workspace.names(in: "blobs").contains { $0.hasPrefix(file.entityTag) })
            #expect(!workspace.names(in: "snapshots/\(FakeHub.commit)").contains(name))
            #expect(workspace.names(in: "refs").isEmpty)
        }
    }

    @Test func `a file with another size than the Hub says is not kept`() async throws {
        let answers: [(Answer, found: Int?)] = [
            (.message("too short"), 9),
            (.message(FakeHub.weights + "x"), FakeHub.weights.utf8.count + 1),
            (.unmeasured(FakeHub.weights + "x"), nil),
        ]
        for (answer, found) in answers {
            try await HubWorkspace.run(
                fault: { request, _ in request.path.hasPrefix("/storage/") ? answer : nil }
            ) { workspace in
                let error = HubError.wrongSize(
                    try HubRepository("owls/clip"), file: "model.safetensors", found: found,
                    expected: FakeHub.weights.utf8.count
                )
                await #expect(throws: error) { try await workspace.download() }
                #expect(!workspace.names(in: "blobs").contains { $0.hasPrefix(ResumeTests.tag) })
            }
        }
    }

    @Test func `a blob of another size is fetched again`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.write("cut", to: ResumeTests.blob)
            try await workspace.download()
            #expect(try workspace.text(ResumeTests.blob) == FakeHub.weights)
        }
    }

    @Test(arguments: [
        "../../../evil", "/tmp/evil", "a/../../evil", "..", "model.safetensors/../../../evil", "",
    ])
    func `names that the Hub lists lead nowhere`(name: String) async throws {
        var hub = FakeHub.huggingFace
        hub.extraNames = [name]
        try await HubWorkspace.run(hub) { workspace in
            try await workspace.download()
            #expect(workspace.names(in: "snapshots/\(FakeHub.commit)") == FakeHub.neededNames)
            #expect(workspace.requests("HEAD", "evil").isEmpty)
        }
    }

    @Test(arguments: [
        "../evil.safetensors", "/evil.safetensors", "..", ".safetensors", "evil.bin", "model.json",
    ])
    func `a list of shards leads nowhere`(name: String) async throws {
        var hub = FakeHub.huggingFace
        hub.files["model.safetensors"] = nil
        hub.files["model.safetensors.index.json"] = .small(#"{"weight_map": {"a": "\#(name)"}}"#)
        hub.extraNames = [name]
        try await HubWorkspace.run(hub) { workspace in
            await #expect(throws: CheckpointError.self) { try await workspace.download() }
            #expect(workspace.requests("HEAD", "evil").isEmpty)
        }
    }

    @Test(arguments: ["../../evil", "..", "a/b", "", "x.incomplete", ".hidden", "a\\u{1}b"])
    func `an entity tag that is no plain name is refused`(tag: String) async throws {
        try await HubWorkspace.run(
            fault: { request, _ in
                guard request.method == "HEAD" && request.path.hasSuffix("config.json") else {
                    return nil
                }
                return .head(
                    length: 5,
                    headers: ["X-Repo-Commit: \(FakeHub.commit)", "X-Linked-Etag: \"\(tag)\""]
                )
            }
        ) { workspace in
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .unusableAnswer = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(workspace.names(in: "blobs").isEmpty)
        }
    }

    @Test(arguments: ["../../evil", "main", "", "111111111111111111111111111111111111111G"])
    func `a commit that is none is refused`(commit: String) async throws {
        var hub = FakeHub.huggingFace
        hub.commits = ["main": commit]
        try await HubWorkspace.run(hub) { workspace in
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .unusableAnswer = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(workspace.server.requests.count == 1)
        }
    }

    @Test func `nothing is written through a link in place of a partial file`() async throws {
        try await HubWorkspace.run { workspace in
            let victim = workspace.cache.folder.appending(path: "victim")
            try workspace.write("", to: "blobs/some")
            try Data("precious".utf8).write(to: victim)
            try FileManager.default.createSymbolicLink(
                at: workspace.repositoryFolder.appending(path: ResumeTests.partialBlob),
                withDestinationURL: victim
            )
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .unwritable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(try String(contentsOf: victim, encoding: .utf8) == "precious")
        }
    }

    @Test func `a link in place of a file of the commit is replaced, not followed`() async throws {
        try await HubWorkspace.run { workspace in
            let victim = workspace.cache.folder.appending(path: "victim")
            try workspace.write("", to: "snapshots/\(FakeHub.commit)/x")
            let link = workspace.repositoryFolder
                .appending(path: "snapshots/\(FakeHub.commit)/config.json")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: victim)
            try await workspace.download()
            #expect(!FileManager.default.fileExists(atPath: victim.path(percentEncoded: false)))
            #expect(
                try workspace.text("snapshots/\(FakeHub.commit)/config.json")
                    == FakeHub.huggingFace.files["config.json"]?.content
            )
        }
    }
}
