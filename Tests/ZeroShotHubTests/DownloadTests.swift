import Foundation
import TestServer
import Testing
import ZeroShot

@testable import ZeroShotHub

@Suite(.fewAtOnce)
struct DownloadTests {
    @Test func `the files that are needed come, and no others`() async throws {
        try await HubWorkspace.run { workspace in
            let snapshot = try await workspace.download()
            #expect(snapshot.commit == FakeHub.commit)
            #expect(snapshot.repository == (try HubRepository("owls/clip")))
            let location = CheckpointLocation(snapshot)
            #expect(location.id == "owls/clip")
            #expect(location.source == .hub)
            #expect(location.revision == FakeHub.commit)
            #expect(location.folder == snapshot.folder)
            #expect(workspace.names(in: "snapshots/\(FakeHub.commit)") == FakeHub.neededNames)
            for name in FakeHub.neededNames {
                let text = try String(
                    contentsOf: snapshot.folder.appending(path: name), encoding: .utf8)
                #expect(text == FakeHub.huggingFace.files[name]?.content)
            }
        }
    }

    @Test func `the cache is laid out as huggingface_hub lays it out`() async throws {
        try await HubWorkspace.run { workspace in
            try await workspace.download()
            for name in FakeHub.neededNames {
                let tag = try #require(FakeHub.huggingFace.files[name]).entityTag
                let link = workspace.repositoryFolder
                    .appending(path: "snapshots/\(FakeHub.commit)/\(name)")
                let target = try FileManager.default.destinationOfSymbolicLink(
                    atPath: link.path(percentEncoded: false)
                )
                #expect(target == "../../blobs/\(tag)")
                let lock = workspace.cache.folder
                    .appending(path: ".locks/models--owls--clip/\(tag).lock")
                #expect(FileManager.default.fileExists(atPath: lock.path(percentEncoded: false)))
            }
            #expect(try workspace.text("refs/main") == FakeHub.commit)
            #expect(workspace.names(in: "blobs").count == FakeHub.neededNames.count)
            #expect(
                workspace.names(in: ".no_exist/\(FakeHub.commit)").contains("added_tokens.json"))
            let tag = try String(
                contentsOf: workspace.cache.folder.appending(path: "CACHEDIR.TAG"), encoding: .utf8
            )
            #expect(tag.hasPrefix("Signature: 8a477f597d28d172789f06886806bc55\n"))
        }
    }

    @Test func `a second run asks only whether the branch has moved`() async throws {
        try await HubWorkspace.run { workspace in
            try await workspace.download()
            let before = workspace.server.requests.count
            let snapshot = try await workspace.download()
            #expect(snapshot.commit == FakeHub.commit)
            #expect(
                workspace.requestLines.dropFirst(before) == [
                    "GET /api/models/owls/clip/revision/main"
                ]
            )
        }
    }

    @Test func `a whole commit is used without a request`() async throws {
        try await HubWorkspace.run { workspace in
            let name = "owls/clip@\(FakeHub.commit)"
            try await workspace.download(name)
            let before = workspace.server.requests.count
            let snapshot = try await workspace.download(name)
            #expect(snapshot.commit == FakeHub.commit)
            #expect(workspace.server.requests.count == before)
            #expect(workspace.names(in: "refs").isEmpty)
        }
    }

    @Test func `a commit of which a file may be missing is asked for`() async throws {
        try await HubWorkspace.run { workspace in
            let files = FakeHub.huggingFace.files.filter { $0.key != "tokenizer.json" }
            try workspace.putInCache(files.filter { FakeHub.neededNames.contains($0.key) })
            try await workspace.download("owls/clip@\(FakeHub.commit)")
            #expect(workspace.requests("GET", "/resolve/").map(\.path).count == 1)
            #expect(
                workspace.names(in: "snapshots/\(FakeHub.commit)").contains("tokenizer.json")
            )
        }
    }

    @Test func `a branch with slashes is encoded in requests and is a path in the cache`()
        async throws
    {
        var hub = FakeHub.huggingFace
        hub.commits = ["refs/pr/1": FakeHub.commit]
        try await HubWorkspace.run(hub) { workspace in
            try await workspace.download("owls/clip@refs/pr/1")
            #expect(
                workspace.requestLines.first
                    == "GET /api/models/owls/clip/revision/refs%2Fpr%2F1"
            )
            #expect(try workspace.text("refs/refs/pr/1") == FakeHub.commit)
            let offline = try await workspace.download("owls/clip@refs/pr/1", isOffline: true)
            #expect(offline.commit == FakeHub.commit)
        }
    }

    @Test func `a newer commit fetches only what has changed`() async throws {
        var hub = FakeHub.huggingFace
        hub.commits = ["main": FakeHub.newerCommit]
        hub.files["config.json"] = .small(#"{"model_type": "clip", "new": true}"#)
        try await HubWorkspace.run(hub) { workspace in
            let needed = FakeHub.huggingFace.files.filter { FakeHub.neededNames.contains($0.key) }
            try workspace.putInCache(needed)
            let snapshot = try await workspace.download()
            #expect(snapshot.commit == FakeHub.newerCommit)
            #expect(workspace.requests("GET", "/resolve/").count == 1)
            #expect(workspace.names(in: "snapshots/\(FakeHub.newerCommit)") == FakeHub.neededNames)
            #expect(try workspace.text("refs/main") == FakeHub.newerCommit)
            // The older commit stays what it was.
            #expect(
                try workspace.text("snapshots/\(FakeHub.commit)/config.json")
                    == #"{"model_type": "clip"}"#
            )
        }
    }

    @Test func `shards come with the list of them`() async throws {
        var hub = FakeHub.huggingFace
        hub.files["model.safetensors"] = nil
        hub.files["model.safetensors.index.json"] = .small(
            #"{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}"#
        )
        hub.files["model-1.safetensors"] = .large("one")
        hub.files["model-2.safetensors"] = .large("two")
        hub.files["model-3.safetensors"] = .large("not in the list")
        try await HubWorkspace.run(hub) { workspace in
            let snapshot = try await workspace.download()
            let weights = workspace.names(in: "snapshots/\(FakeHub.commit)")
                .filter { $0.hasPrefix("model") }
            #expect(
                weights == [
                    "model.safetensors.index.json", "model-1.safetensors", "model-2.safetensors",
                ]
            )
            #expect(snapshot.isComplete)
            try FileManager.default.removeItem(
                at: snapshot.folder.appending(path: "model-2.safetensors")
            )
            #expect(workspace.cache.snapshot(of: snapshot.repository) == nil)
            #expect(snapshot.missingParts == ["model-2.safetensors"])
        }
    }

    @Test func `progress goes from nothing to everything`() async throws {
        try await HubWorkspace.run { workspace in
            try await workspace.download()
            let all = FakeHub.huggingFace.files.filter { FakeHub.neededNames.contains($0.key) }
                .map(\.value.content.utf8.count).reduce(0, +)
            let progress = workspace.events.progress
            let count = FakeHub.neededNames.count
            #expect(progress.allSatisfy { $0.totalBytes == all && $0.totalFiles == count })
            #expect(progress.map(\.bytes) == progress.map(\.bytes).sorted())
            #expect(progress.last?.bytes == all)
            #expect(progress.last?.files == count)
            #expect(progress.count > 10)
            #expect(workspace.events.notices.isEmpty)
        }
    }

    @Test func `what the Hub tells of a repository`() async throws {
        try await HubWorkspace.run { workspace in
            let model = try await workspace.client().model(HubRepository("owls/clip"))
            #expect(model.commit == FakeHub.commit)
            #expect(model.license == "mit")
            #expect(!model.isGated)
            #expect(model.files == Set(FakeHub.huggingFace.files.keys))
        }
    }

    @Test(arguments: [
        (#""gated": "manual", "cardData": {"license": ["a", "b"]}"#, nil, true),
        (#""gated": "auto""#, nil, true),
        (#""gated": false, "cardData": null"#, nil, false),
        (#""cardData": {"license": "apache-2.0"}"#, "apache-2.0", false),
        (#""cardData": {}"#, nil, false),
    ])
    func `cards may be incomplete`(rest: String, license: String?, isGated: Bool) throws {
        let json = #"{"sha": "\#(FakeHub.commit)", "siblings": [], \#(rest)}"#
        let model = try HubModel(json: Array(json.utf8))
        #expect(model.license == license)
        #expect(model.isGated == isGated)
    }
}
