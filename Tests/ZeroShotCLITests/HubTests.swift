import Foundation
import TestServer
import Testing

/// The built command and a server that behaves like the Hub.
struct HubTests {
    private static let token = "hf_tellNobody"

    @Test func `a checkpoint is downloaded, used without the Hub, and verified`() async throws {
        let workspace = try Workspace()
        let hub = try Self.hub(with: "clip-hf")
        let bearer = "Bearer \(Self.token)"
        var environment = [
            "HF_HUB_CACHE": workspace.folder.appending(path: "hub").path(),
            "HF_HOME": workspace.folder.path(), "HF_TOKEN": Self.token, "HF_HUB_OFFLINE": "",
        ]

        let first = try await LocalServer.run(answer: hub.answers(fault: nil)) { server, port in
            environment["HF_ENDPOINT"] = "http://127.0.0.1:\(port)/"
            let result = try classify(in: environment)
            let large = server.requests.filter { $0.path.hasPrefix("/storage/") }
            #expect(large.count == 1)
            #expect(large.allSatisfy { $0.header("authorization").isEmpty })
            #expect(server.requests.contains { $0.header("authorization").contains(bearer) })
            return result
        }
        #expect(first.status == 0, "\(first.standardError)")
        #expect(first.standardError == "")
        let checkpoint = try first.report().checkpoint
        #expect(checkpoint.id == "owls/clip" && checkpoint.revision == FakeHub.commit)

        // The server is gone.
        let offline = try classify("--offline", in: environment)
        #expect(offline.status == 0, "\(offline.standardError)")
        #expect(offline.standardError == "")
        #expect(offline.standardOutput == first.standardOutput)

        let alone = try classify(in: environment)
        #expect(alone.status == 0)
        #expect(
            alone.standardError
                == "notice: owls/clip: the Hub did not tell the newest revision (the server refused "
                + "the connection); commit \(FakeHub.commit.prefix(12)) from the cache is used.\n"
        )

        var verify = Command("checkpoints", "verify", "owls/clip")
        verify.environment = environment
        let verified = try verify.run()
        #expect(verified.status == 0, "\(verified.standardError)")
        #expect(
            verified.standardOutput
                == "owls/clip: \(hub.files.count) files have the hashes the Hub gave\n"
                + "owls/clip: the tokenizer and all tensors can be read\n"
        )
        var show = Command("checkpoints", "show", "owls/clip")
        show.environment = environment
        let shown = try show.run()
        #expect(shown.standardOutput.contains("licence         mit\n"), "\(shown.standardOutput)")

        for result in [first, offline, alone, verified, shown] {
            #expect(!(result.standardOutput + result.standardError).contains(Self.token))
        }
    }

    private func classify(
        _ options: String..., in environment: [String: String]
    ) throws -> Command.Result {
        var command = Command(
            ["classify", Workspace.photos.appending(path: "cat.jpg").path()]
                + ["--labels", "cat,teapot", "--format", "json", "--checkpoint", "owls/clip"]
                + options
        )
        command.environment = environment
        return try command.run()
    }

    /// A Hub with a checkpoint of the test fixtures.
    private static func hub(with fixture: String) throws -> FakeHub {
        let folder = HubCacheFolder.fixture(fixture)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.path(percentEncoded: false)
        )
        var files: [String: FakeHub.File] = [:]
        for name in names where !name.hasPrefix("reference.") {
            files[name] = FakeHub.File(
                bytes: Array(try Data(contentsOf: folder.appending(path: name))),
                isLarge: name.hasSuffix(".safetensors")
            )
        }
        files["README.md"] = .small("---\nlicense: mit\n---\n# Owls\n")
        return FakeHub(files: files)
    }
}
