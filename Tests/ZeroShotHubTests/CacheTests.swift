import Foundation
import TestServer
import Testing
import ZeroShot

@testable import ZeroShotHub

/// What others have put into the cache, and a Hub that cannot be asked.
@Suite(.fewAtOnce)
struct CacheTests {
    static let needed = FakeHub.huggingFace.files.filter { FakeHub.neededNames.contains($0.key) }

    @Test(arguments: ["owls/clip", "owls/clip@main", "owls/clip@\(FakeHub.commit)"])
    func `offline, what huggingface_hub put there is used as it is`(name: String) async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            let snapshot = try await workspace.download(name, isOffline: true)
            #expect(snapshot.commit == FakeHub.commit)
            #expect(snapshot.fileNames == FakeHub.neededNames)
            #expect(workspace.server.requests.isEmpty)
            #expect(workspace.events.notices.isEmpty)
        }
    }

    @Test(arguments: [
        "owls/clip@nest", "owls/clip@1111111", "owls/hawks",
        "owls/clip@\(FakeHub.newerCommit)",
    ])
    func `offline, what is not there is an error`(name: String) async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            let error = HubError.notCached(
                try HubRepository(name), cache: workspace.cache.path
            )
            await #expect(throws: error) { try await workspace.download(name, isOffline: true) }
            #expect(workspace.server.requests.isEmpty)
        }
    }

    @Test func `offline, a branch is what it was when somebody asked last`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed, at: FakeHub.newerCommit, branch: nil)
            try workspace.putInCache(Self.needed, branch: "nest")
            let snapshot = try await workspace.download("owls/clip@nest", isOffline: true)
            #expect(snapshot.commit == FakeHub.commit)
        }
    }

    @Test(arguments: [
        (["model.safetensors"], ["weights"]),
        (["config.json"], ["a configuration", "weights"]),
        (["config.json", "model.safetensors"], ["a configuration", "weights"]),
    ])
    func `offline, an interrupted download is told`(lost: [String], missing: [String]) async throws
    {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed.filter { !lost.contains($0.key) })
            let error = HubError.incompleteInCache(
                try HubRepository("owls/clip"), missing: missing, cache: workspace.cache.path
            )
            await #expect(throws: error) { try await workspace.download(isOffline: true) }
        }
    }

    @Test func `offline, a link whose file is gone counts as missing`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            try FileManager.default.removeItem(
                at: workspace.repositoryFolder.appending(path: ResumeTests.blob)
            )
            await #expect(throws: HubError.self) { try await workspace.download(isOffline: true) }
        }
    }

    @Test func `offline, the Hub is not asked about a repository either`() async throws {
        try await HubWorkspace.run { workspace in
            let client = try workspace.client(isOffline: true)
            let repository = try HubRepository("owls/clip")
            await #expect(throws: HubError.offline(repository)) {
                try await client.model(repository)
            }
            #expect(workspace.server.requests.isEmpty)
        }
    }

    @Test func `without a network the cached revision is used, with a notice`() async throws {
        let port = try await LocalServer.unusedPort()
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed)
            let snapshot = try await workspace.download(port: port)
            #expect(snapshot.commit == FakeHub.commit)
            let notice = try #require(workspace.events.notices.first)
            #expect(
                notice.description
                    == "owls/clip: the Hub did not tell the newest revision (the server refused "
                    + "the connection); commit 111111111111 from the cache is used."
            )
            // Who has what he needs need not wait for more attempts.
            #expect(workspace.events.pauses.isEmpty)
        }
    }

    @Test func `without a network and without a cached revision there is an error`() async throws {
        let port = try await LocalServer.unusedPort()
        try await HubWorkspace.run { workspace in
            let error = await #expect(throws: HubError.self) {
                try await workspace.download(port: port)
            }
            let expected = HubError.unreachable(
                try HubRepository("owls/clip"),
                address: "http://127.0.0.1:\(port)/api/models/owls/clip/revision/main",
                reason: "the server refused the connection"
            )
            #expect(error == expected)
            #expect(
                workspace.events.notices.first?.description
                    == "owls/clip: the server refused the connection; trying again in 1 s."
            )
            #expect(workspace.events.pauses.count == 4)
        }
    }

    @Test(arguments: [
        Answer.message(status: 503), .message(status: 429), .error(401), .error(403),
        .error(403, code: "GatedRepo"), .error(404, code: "RepoNotFound"), .message("owl"),
    ])
    func `a Hub that gives no answer leaves the cached revision`(answer: Answer) async throws {
        try await HubWorkspace.run(fault: { _, _ in answer }) { workspace in
            try workspace.putInCache(Self.needed)
            let snapshot = try await workspace.download()
            #expect(snapshot.commit == FakeHub.commit)
            #expect(workspace.events.notices.count == 1)
            #expect(workspace.server.requests.count == 1)
        }
    }

    @Test func `a cache that cannot be written is used all the same`() async throws {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(Self.needed, branch: nil)
            // Files where folders would have to be.
            try workspace.write("", to: "refs")
            try workspace.write("", to: ".no_exist")
            let snapshot = try await workspace.download()
            #expect(snapshot.commit == FakeHub.commit)
        }
    }

    // MARK: Which of several checkpoints

    static let both: [String: FakeHub.File] = [
        "config.json": .small(#"{"model_type": "clip"}"#),
        "open_clip_config.json": .small(
            #"{"model_cfg": {"embed_dim": 4, "vision_cfg": {}, "text_cfg": {}}}"#
        ),
        "model.safetensors": .large("Hugging Face's"),
        "open_clip_model.safetensors": .large("OpenCLIP's"),
        "tokenizer.json": .small("{}"),
    ]

    @Test func `of two layouts, Hugging Face's comes`() async throws {
        try await HubWorkspace.run(FakeHub(files: Self.both)) { workspace in
            let snapshot = try await workspace.download()
            #expect(snapshot.fileNames == ["config.json", "model.safetensors", "tokenizer.json"])
        }
    }

    @Test(arguments: [FakeHub.commit, FakeHub.newerCommit])
    func `of two layouts, the one whose weights are already there is used`(commit: String)
        async throws
    {
        var hub = FakeHub(files: Self.both)
        hub.commits = ["main": commit]
        try await HubWorkspace.run(hub) { workspace in
            let names = ["open_clip_config.json", "open_clip_model.safetensors"]
            try workspace.putInCache(Self.both.filter { names.contains($0.key) })
            let snapshot = try await workspace.download()
            #expect(snapshot.commit == commit)
            #expect(snapshot.fileNames == Set(names + ["config.json", "tokenizer.json"]))
            #expect(workspace.requests("GET", "/storage/").isEmpty)
        }
    }

    @Test(arguments: ["{}", #"{"architecture": "vit_base_patch16_siglip_224"}"#])
    func `of two layouts, OpenCLIP's comes where the other describes no model`(config: String)
        async throws
    {
        var files = Self.both
        files["config.json"] = .small(config)
        try await HubWorkspace.run(FakeHub(files: files)) { workspace in
            let snapshot = try await workspace.download()
            #expect(
                snapshot.fileNames == [
                    "config.json", "open_clip_config.json", "open_clip_model.safetensors",
                    "tokenizer.json",
                ]
            )
            #expect(snapshot.choice?.layout == .openCLIP)
            let offline = try await workspace.download(isOffline: true)
            #expect(offline == snapshot)
        }
    }

    @Test(arguments: [("config.json", #"{"model_type": "bert"}"#), ("open_clip_config.json", "{}")])
    func `a model that is not read is refused before its weights are fetched`(
        name: String, config: String
    ) async throws {
        let hub = FakeHub(files: [
            name: .small(config), "model.safetensors": .large(FakeHub.weights),
        ])
        try await HubWorkspace.run(hub) { workspace in
            await #expect(throws: CheckpointError.self) { try await workspace.download() }
            #expect(workspace.requests("GET", "/storage/").isEmpty)
            #expect(workspace.names(in: "refs").isEmpty)
        }
    }

    @Test func `a Torch archive that is already there is used, though safetensors are to be had`()
        async throws
    {
        var hub = FakeHub.huggingFace
        hub.files["pytorch_model.bin"] = .large("an archive")
        try await HubWorkspace.run(hub) { workspace in
            try workspace.putInCache(["pytorch_model.bin": .large("an archive")])
            let snapshot = try await workspace.download()
            #expect(snapshot.choice?.weights == "pytorch_model.bin")
            #expect(workspace.requests("GET", "/storage/").isEmpty)
            #expect(snapshot.isComplete)
        }
    }

    @Test func `files of OpenCLIP's own layout come without another's preprocessing`() async throws
    {
        var files = Self.both
        files["model.safetensors"] = nil
        try await HubWorkspace.run(FakeHub(files: files)) { workspace in
            let snapshot = try await workspace.download()
            #expect(
                snapshot.fileNames == [
                    "config.json", "open_clip_config.json", "open_clip_model.safetensors",
                    "tokenizer.json",
                ]
            )
        }
    }
}
