import Foundation
import TestServer
import Testing

/// `zeroshot serve` from outside.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ServeTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    /// A server that says where it listens.
    private final class Server {
        let running: Command.Running
        let firstLine: String
        let port: Int

        init(_ arguments: String...) throws {
            var command = Command(["serve", "--checkpoint", "demo", "--threads", "1"] + arguments)
            // The tests beside this one keep all threads busy for a long time.
            for timeout in ["head", "body", "idle", "shutdown"] {
                command.arguments += ["--\(timeout)-timeout", "10m"]
            }
            if !arguments.contains("--port") { command.arguments += ["--port", "0"] }
            running = try command.start()
            try running.input.close()
            var text = ""
            while !text.contains("\n") {
                let more = running.error.availableData
                try #require(!more.isEmpty, "the server ended by itself: \(text)")
                text += String(decoding: more, as: UTF8.self)
            }
            firstLine = String(text.prefix { $0 != "\n" })
            port = try #require(Int(firstLine.split(separator: ":").last ?? ""))
        }

        deinit {
            // One that a failed test did not end; a process that ended is not reached.
            if running.process.isRunning { kill(SIGKILL) }
        }

        func kill(_ signal: Int32) {
            Foundation.kill(running.process.processIdentifier, signal)
        }

        /// The status, after the process has ended.
        func end() throws -> Int32 {
            _ = try running.error.readToEnd()
            running.process.waitUntilExit()
            return running.process.terminationStatus
        }
    }

    private func answer(to line: String, _ port: Int) async throws -> String {
        let client = try await RawConnection(port: port)
        try await client.send("\(line) HTTP/1.1\nHost: localhost\nConnection: close\n\n")
        return await client.receivedToTheEnd()
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `it says where it listens, answers, and ends with 0 when told to`(signal: Int32)
        async throws
    {
        let server = try Server()
        #expect(
            server.firstLine.wholeMatch(
                of: #/zeroshot [0-9.]+ listens at http:\/\/127\.0\.0\.1:[0-9]+/#) != nil)
        #expect(try await answer(to: "GET /healthz", server.port).hasPrefix("HTTP/1.1 200 OK"))
        server.kill(signal)
        #expect(try server.end() == 0)
    }

    /// A client whose request's body the server waits for, after the server was told to end.
    private func requestInHand(of server: Server) async throws -> RawConnection {
        let client = try await RawConnection(port: server.port)
        try await client.send(
            "POST /v1/classify HTTP/1.1\nHost: localhost\nContent-Length: 2\nExpect: 100-continue\n\n"
        )
        _ = await client.received(until: "100 Continue")
        let idle = try await RawConnection(port: server.port)
        try await idle.send("GET /healthz HTTP/1.1\nHost: localhost\n\n")
        _ = await idle.received(until: "ok")
        server.kill(SIGTERM)
        _ = await idle.receivedToTheEnd()
        return client
    }

    @Test func `it finishes the request in hand before it ends`() async throws {
        let server = try Server()
        let client = try await requestInHand(of: server)
        await #expect(throws: (any Error).self) { try await RawConnection(port: server.port) }
        try await client.send("{}")
        // Without images there is nothing to rank; but it was read, and answered.
        let answer = await client.receivedToTheEnd()
        #expect(answer.contains("{\"error\":{\"code\":"))
        #expect(answer.contains("HTTP/1.1 4"))
        #expect(try server.end() == 0)
    }

    @Test func `a second signal ends it at once`() async throws {
        let server = try Server()
        let client = try await requestInHand(of: server)
        server.kill(SIGTERM)
        _ = await client.receivedToTheEnd()
        #expect(try server.end() == SIGTERM)
        #expect(server.running.process.terminationReason == .uncaughtSignal)
    }

    @Test func `killed at any moment, it leaves nothing behind that keeps the next from starting`()
        async throws
    {
        let folder = workspace.folder.appending(path: "sets").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let first = try Server("--label-sets", folder)
        #expect(try await answer(to: "GET /healthz", first.port).contains("200 OK"))
        first.kill(SIGKILL)
        #expect(try first.end() == SIGKILL)
        let second = try Server("--label-sets", folder, "--port", String(first.port))
        #expect(second.port == first.port)
        #expect(try await answer(to: "GET /v1/label-sets", second.port).contains("200 OK"))
        second.kill(SIGTERM)
        #expect(try second.end() == 0)
    }

    @Test func `a port in use is said in one sentence`() throws {
        let server = try Server()
        let second = try Command("serve", "--checkpoint", "demo", "--port", String(server.port))
            .run()
        #expect(second.status == 1)
        #expect(
            second.standardError == """
                error: Port \(server.port) of 127.0.0.1 is in use already; end the program that \
                listens there, or take another port with --port.

                """)
        server.kill(SIGTERM)
        #expect(try server.end() == 0)
    }

    @Test func `an address of another machine is said in one sentence`() throws {
        // An address that nobody has (RFC 5737).
        let result = try Command("serve", "--checkpoint", "demo", "--host", "203.0.113.5").run()
        #expect(result.status == 2)
        #expect(
            result.standardError == """
                error: '203.0.113.5' is no address of this machine; give one that is with --host.

                """)
    }

    @Test func `without a checkpoint it refuses`() throws {
        var command = Command("serve")
        command.environment["ZEROSHOT_CHECKPOINT"] = ""
        let result = try command.run()
        #expect(result.status == 3)
        #expect(result.standardError.hasPrefix("refused (checkpoint-unspecified): "))
    }

    @Test func `a checkpoint that cannot be used ends it with its error`() throws {
        let result = try Command("serve", "--checkpoint", "/nowhere/owl", "--port", "0").run()
        #expect(result.status == 5)
        #expect(result.standardError.contains("error: "))
    }

    @Test func `a wrong configuration is wrong usage`() throws {
        let file = try workspace.write("port: 1\nprot: 2\n", to: "owl.yml")
        let result = try Command("serve", "--config", file).run()
        #expect(result.status == 2)
        #expect(
            result.standardError.hasPrefix("error: \(file), line 2: there is no setting 'prot'"))
        let option = try Command("serve", "--queue", "few").run()
        #expect(option.status == 2)
        #expect(
            option.standardError.hasPrefix("error: --queue is 'few'; it should be a number from"))
    }

    @Test func `it shows what it was set to, and by whom, without keys`() throws {
        let file = try workspace.write("port: 1\nhost: 127.0.0.2\n", to: "owl.yml")
        var command = Command("serve", "--config", file, "--no-fetch-urls", "--print-config")
        command.environment["ZEROSHOT_PORT"] = "2"
        command.environment["ZEROSHOT_API_KEYS"] = "a-key-that-is-long-enough"
        let result = try command.run()
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("\nport: 2  # ZEROSHOT_PORT\n"))
        #expect(result.standardOutput.contains("host: 127.0.0.2  # \(file), line 2: host\n"))
        #expect(result.standardOutput.contains("\nfetch-urls: false  # --fetch-urls\n"))
        #expect(result.standardOutput.hasSuffix("# API keys: 1\n"))
        #expect(!result.standardOutput.contains("a-key-that"))
    }

    @Test func `its log can be lines of JSON from the first to the last`() async throws {
        let server = try Command(
            "serve", "--checkpoint", "demo", "--port", "0", "--log-format", "json",
            "--log-level", "debug"
        ).start()
        try server.input.close()
        var text = ""
        while !text.contains("\"message\":\"ready\"") {
            let more = server.error.availableData
            try #require(!more.isEmpty, "the server ended by itself: \(text)")
            text += String(decoding: more, as: UTF8.self)
        }
        kill(server.process.processIdentifier, SIGTERM)
        text += String(decoding: try server.error.readToEnd() ?? Data(), as: UTF8.self)
        server.process.waitUntilExit()
        let lines = try text.split(separator: "\n").map { line in
            try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        }
        #expect(lines.first?["message"] == "listening")
        #expect(lines.first?["address"]?.hasPrefix("http://127.0.0.1:") == true)
        #expect(lines.contains { $0["message"] == "configuration" && $0["checkpoint"] == "demo" })
    }
}
