import HummingbirdTesting
import Logging
import ServiceLifecycle
import Synchronization
import TestServer
import Testing
import ZeroShot

@testable import ZeroShotServer

/// A server from its start to its end.
@Suite(.timeLimit(.minutes(2)))
struct ServerRunTests {
    /// Runs a server; `body` is given its port, and the group that ends it.
    private func run(
        _ change: (inout ServerConfiguration) -> Void = { _ in },
        locate: @escaping InferenceService.Locator = { try CheckpointLocation(local: $0) },
        _ body: @escaping @Sendable (_ port: Int, _ group: ServiceGroup) async throws -> Void
    ) async throws {
        var configuration = ServerUnderTest.configuration
        configuration.port = 0
        change(&configuration)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let application = ServerApplication(
            configuration, service: try InferenceService(configuration, locate: locate),
            logger: ServerUnderTest.quiet)
        let server = ServerRun(application) { address in
            found.yield(address.port)
            found.finish()
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server)], logger: ServerUnderTest.quiet))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await group.run()
            }
            tasks.addTask {
                for await port in ports { try await body(port, group) }
            }
            try await tasks.waitForAll()
        }
    }

    @Test func `it is ready when the default checkpoint is loaded, and not before`() async throws {
        let (release, released) = AsyncStream.makeStream(of: Void.self)
        try await run(locate: { name in
            for await _ in release {}
            return try CheckpointLocation(local: name)
        }) { port, group in
            let first = try await Self.answer(to: "GET /readyz", port)
            #expect(first.hasPrefix("HTTP/1.1 503 "))
            #expect(try await Self.answer(to: "GET /healthz", port).hasPrefix("HTTP/1.1 200 "))
            released.finish()
            var answer = first
            while !answer.hasPrefix("HTTP/1.1 200 ") {
                answer = try await Self.answer(to: "GET /readyz", port)
            }
            await group.triggerGracefulShutdown()
        }
    }

    @Test func `a checkpoint that cannot be used ends it with its error`() async throws {
        await #expect(throws: CheckpointError.notFound(path: "owl")) {
            try await run({ $0.checkpoints = ["owl"] }) { _, _ in }
        }
    }

    @Test func `told to end, it answers what it accepted and takes nothing new`() async throws {
        try await run { port, group in
            let inHand = try await RawConnection(port: port)
            try await inHand.send(
                "POST /v1/classify HTTP/1.1\nHost: a.localhost\nContent-Length: 2\nExpect: 100-continue\n\n"
            )
            _ = await inHand.received(until: "100 Continue")
            let idle = try await RawConnection(port: port)
            try await idle.send("GET /healthz HTTP/1.1\nHost: localhost\n\n")
            _ = await idle.received(until: "ok")
            await group.triggerGracefulShutdown()
            // The idle connection is ended, which shows that the shutdown has begun.
            _ = await idle.receivedToTheEnd()
            await #expect(throws: (any Error).self) { try await RawConnection(port: port) }
            try await inHand.send("{}")
            let answer = await inHand.receivedToTheEnd()
            #expect(answer.contains("HTTP/1.1 4"))
            #expect(answer.contains("X-Request-Id: "))
        }
    }

    @Test func `what is not answered in time is cut off, and that is an error`() async throws {
        await #expect(throws: ServerError.requestsCutOff(after: .milliseconds(100))) {
            try await run({ $0.shutdownTimeout = .milliseconds(100) }) { port, group in
                let client = try await RawConnection(port: port)
                try await client.send(
                    "POST /v1/classify HTTP/1.1\nHost: localhost\nContent-Length: 2\nExpect: 100-continue\n\n"
                )
                _ = await client.received(until: "100 Continue")
                await group.triggerGracefulShutdown()
                _ = await client.receivedToTheEnd()
            }
        }
    }

    private static func answer(to line: String, _ port: Int) async throws -> String {
        let client = try await RawConnection(port: port)
        try await client.send("\(line) HTTP/1.1\nHost: localhost\nConnection: close\n\n")
        return await client.receivedToTheEnd()
    }
}
