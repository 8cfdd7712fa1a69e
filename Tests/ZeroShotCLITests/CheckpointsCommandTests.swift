import Foundation
import Testing

/// Checkpoints by their Hub ids: found in the cache, described and verified.
struct CheckpointsCommandTests {
    private let workspace: Workspace
    private let cache: HubCacheFolder

    init() throws {
        workspace = try Workspace()
        cache = try HubCacheFolder(in: workspace, as: "owls/clip")
    }

    private func run(_ arguments: String...) throws -> Command.Result {
        var command = Command(arguments)
        command.environment = cache.environment
        return try command.run()
    }

    @Test(arguments: [
        ["owls/clip"], ["owls/clip@main"], ["owls/clip@\(HubCacheFolder.commit)"],
        ["owls/clip", "--revision", "main"], ["owls/clip", "--offline"],
    ])
    func `classify finds a Hub id in the cache`(checkpoint: [String]) throws {
        var command = Command(
            ["classify", Workspace.photos.appending(path: "cat.jpg").path()]
                + ["--labels", "cat,teapot", "--format", "json", "--checkpoint"] + checkpoint
        )
        command.environment = cache.environment
        let result = try command.run()
        #expect(result.status == 0, "\(result.standardError)")
        let report = try result.report()
        #expect(report.checkpoint.source == "hub")
        #expect(report.checkpoint.revision == HubCacheFolder.commit)
        #expect(report.checkpoint.id.hasPrefix("owls/clip"))
    }

    @Test func `a Hub id that is not in the cache is an error offline`() throws {
        let result = try run(
            "embed", "text", "an owl", "--checkpoint", "owls/hawk"
        )
        #expect(result.status == 5)
        #expect(result.standardError.contains("owls/hawk"))
        #expect(result.standardOutput == "")
    }

    @Test(arguments: ["no-such-folder", "./no/such", "/no/such/folder", "a/b/c"])
    func `a name that is neither here nor a Hub id is told`(name: String) throws {
        let result = try run("embed", "text", "an owl", "--checkpoint", name)
        #expect(result.status == 5)
        #expect(result.standardError.contains("\(name): there is no such checkpoint"))
    }

    @Test func `a revision goes with a Hub id only, and once`() throws {
        let folder = cache.snapshot("owls/clip").path(percentEncoded: false)
        let ofFolder = try run(
            "embed", "text", "an owl", "--checkpoint", folder, "--revision", "main"
        )
        #expect(ofFolder.status == 2)
        #expect(
            ofFolder.standardError.contains("--revision main goes with a checkpoint of the Hub")
        )
        let twice = try run(
            "embed", "text", "an owl", "--checkpoint", "owls/clip@main", "--revision", "v2"
        )
        #expect(twice.status == 2)
        #expect(twice.standardError.contains("give one of them"))
    }

    @Test func `list shows what is bundled and cached, and counts the rest`() throws {
        try cache.add(
            Data(#"{"model_type": "llama"}"#.utf8), named: "config.json", to: "owls/talker"
        )
        try cache.add(
            Data(#"{"model_type": "chinese_clip"}"#.utf8), named: "config.json", to: "owls/yin"
        )
        let result = try run("checkpoints", "list")
        #expect(result.status == 0, "\(result.standardError)")
        let lines = result.standardOutput.split(separator: "\n")
        #expect(lines.count == 6, "\(result.standardOutput)")
        #expect(lines[1].hasPrefix("demo "))
        #expect(lines[2].hasPrefix("owls/clip ") && lines[2].hasSuffix(" yes"))
        #expect(lines[3].hasPrefix("owls/yin ") && lines[3].hasSuffix(" no"))
        #expect(lines[4].hasPrefix("owls/yin: ") && lines[4].contains("Chinese-CLIP"))
        #expect(lines[5].hasSuffix(": 1 other repository there"))
    }

    @Test func `list without a cache shows what is bundled`() throws {
        try FileManager.default.removeItem(at: cache.folder)
        let result = try run("checkpoints", "list", "--format", "json")
        #expect(result.status == 0, "\(result.standardError)")
        let list = try #require(
            JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8))
                as? [[String: Any]]
        )
        #expect(list.map { $0["id"] as? String } == ["demo"])
        #expect(list[0]["usable"] as? Bool == true)
    }

    @Test func `show says what a checkpoint is`() throws {
        try cache.add(
            Data("---\nlicense: mit\n---\n# Owls\n".utf8), named: "README.md", to: "owls/clip"
        )
        let result = try run("checkpoints", "show", "owls/clip")
        #expect(result.status == 0, "\(result.standardError)")
        let lines = result.standardOutput.split(separator: "\n").map(String.init)
        for line in [
            "family          CLIP", "licence         mit", "usable          yes",
            "revision        \(HubCacheFolder.commit)", "files           model.safetensors",
        ] {
            #expect(lines.contains(line), "\(result.standardOutput)")
        }
        #expect(lines.contains { $0.hasPrefix("weights") && $0.contains("stored as F32") })
    }

    @Test func `show as JSON has every fact, and says why a checkpoint cannot be used`() throws {
        let good = try run("checkpoints", "show", "owls/clip", "--format", "json")
        let facts = try #require(
            JSONSerialization.jsonObject(with: Data(good.standardOutput.utf8)) as? [String: Any]
        )
        #expect(facts["schema"] as? String == "zeroshot.checkpoint/1")
        #expect(facts["usable"] as? Bool == true)
        #expect((facts["parameters"] as? Int ?? 0) > 1000)
        #expect((facts["fingerprint"] as? String)?.count == 64)

        try FileManager.default.removeItem(
            at: cache.snapshot("owls/clip").appending(path: "tokenizer.json")
        )
        let bad = try run("checkpoints", "show", "owls/clip", "--format", "json")
        #expect(bad.status == 5)
        let failure = try #require(
            JSONSerialization.jsonObject(with: Data(bad.standardOutput.utf8)) as? [String: Any]
        )
        #expect(failure["usable"] as? Bool == false)
        #expect((failure["error"] as? String)?.contains("tokenizer.json") == true)
    }

    @Test func `a copy of a cached checkpoint has the same fingerprint`() throws {
        func fingerprint(_ checkpoint: String) throws -> String {
            let result = try run("checkpoints", "show", checkpoint, "--format", "json")
            let facts = try #require(
                JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8))
                    as? [String: Any]
            )
            return try #require(facts["fingerprint"] as? String)
        }
        // Others put files there that no run reads.
        try cache.add(Data("{}".utf8), named: "flax_model.msgpack.index.json", to: "owls/clip")
        #expect(try fingerprint("owls/clip") == fingerprint(copyOfSnapshot().path()))
    }

    @Test(arguments: ["owls/clip", "demo"])
    func `verify accepts what is whole`(checkpoint: String) throws {
        let result = try run("checkpoints", "verify", checkpoint)
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.contains("\(checkpoint): the tokenizer and all tensors"))
    }

    @Test func `verify names the files that have no hash`() throws {
        try Data("hoo".utf8).write(to: cache.snapshot("owls/clip").appending(path: "notes.txt"))
        let result = try run("checkpoints", "verify", "owls/clip")
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.contains("owls/clip: no hash to check by: notes.txt\n"))
    }

    @Test func `text that can be no revision is told`() throws {
        let result = try run("checkpoints", "show", "owls/clip@../../owl")
        #expect(result.status == 5)
        #expect(result.standardError.contains("'../../owl' is no revision"))
    }

    @Test(arguments: ["list", "show owls/clip", "verify owls/clip"])
    func `a result that cannot be written is an error`(command: String) throws {
        var shell = Command(
            "-c", "exec \"$0\" checkpoints \(command) > /dev/full", Command.binary.path()
        )
        shell.binary = URL(filePath: "/bin/sh")
        shell.environment = cache.environment
        let result = try shell.run()
        #expect(result.status == 1)
        #expect(result.standardError.contains("(No space left on device)"))
    }

    @Test func `verify finds a changed byte`() throws {
        let blob = try cache.blob(of: "model.safetensors", in: "owls/clip")
        var bytes = try Data(contentsOf: blob)
        bytes[bytes.count - 5] ^= 1
        try bytes.write(to: blob)
        let result = try run("checkpoints", "verify", "owls/clip")
        #expect(result.status == 5)
        #expect(result.standardError.contains("model.safetensors is damaged"))
        #expect(result.standardOutput == "")
    }

    @Test func `verify finds a tensor that is missing in a folder`() throws {
        let copy = try copyOfSnapshot()
        let config = copy.appending(path: "config.json")
        let text = try String(contentsOf: config, encoding: .utf8)
        try text.replacing(#""num_hidden_layers": 3"#, with: #""num_hidden_layers": 4"#)
            .write(to: config, atomically: true, encoding: .utf8)
        let result = try run("checkpoints", "verify", copy.path())
        #expect(result.status == 5)
        #expect(result.standardError.contains("encoder.layers.3"), "\(result.standardError)")
    }

    /// The checkpoint's files in a folder of their own.
    private func copyOfSnapshot() throws -> URL {
        let copy = workspace.folder.appending(path: "copy")
        try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
        let snapshot = cache.snapshot("owls/clip")
        for name in try FileManager.default.contentsOfDirectory(atPath: snapshot.path())
        where name != "flax_model.msgpack.index.json" {
            try Data(contentsOf: snapshot.appending(path: name))
                .write(to: copy.appending(path: name))
        }
        return copy
    }

    @Test func `what is on this machine is not downloaded`() throws {
        let result = try run("checkpoints", "download", "demo")
        #expect(result.status == 2)
        #expect(result.standardError.contains("demo: is on this machine already"))
    }
}
