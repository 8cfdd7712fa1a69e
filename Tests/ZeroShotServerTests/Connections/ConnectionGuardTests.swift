import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import TestServer
import Testing

@testable import ZeroShotServer

/// Clients that are slow, or that speak no HTTP; each test ends because the server ends a connection.
@Suite(.timeLimit(.minutes(2)))
struct ConnectionGuardTests {
    private static let short = Duration.seconds(1)

    /// Runs a server whose route `POST /v1/echo` sends back what it gets.
    private func serve(
        _ change: (inout ServerLimits) -> Void = { _ in },
        adding addRoutes: (Router<ServerRequestContext>) -> Void = { _ in },
        _ body: @escaping @Sendable (_ port: Int) async throws -> Void
    ) async throws {
        var configuration = ServerUnderTest.configuration
        change(&configuration.limits)
        let application = try ServerUnderTest.make(configuration).application { router in
            router.post("/v1/echo") { request, _ in try await request.body.collect(upTo: .max) }
            addRoutes(router)
        }
        try await application.test(.live) { client in
            try await body(try #require(client.port))
        }
    }

    @Test func `a head that does not become complete is answered with 408`() async throws {
        try await serve({ $0.headTimeout = Self.short }) { port in
            let client = try await RawConnection(port: port)
            try await client.send("GET /healthz HTTP/1.1\nHost: localho")
            let answer = await client.receivedToTheEnd()
            #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(answer.contains("\"code\":\"timeout\""))
            #expect(answer.contains("X-Request-Id: "))
        }
    }

    @Test func `a head that comes byte by byte is no exception`() async throws {
        try await serve({ $0.headTimeout = Self.short }) { port in
            let client = try await RawConnection(port: port)
            try await client.send("GET /")
            client.drip("a")
            #expect(await client.receivedToTheEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `a connection over which nothing comes is ended`() async throws {
        try await serve({ $0.headTimeout = Self.short }) { port in
            let client = try await RawConnection(port: port)
            #expect(await client.receivedToTheEnd() == "")
        }
    }

    @Test func `a body that does not become complete is answered with 408`() async throws {
        try await serve({ $0.bodyTimeout = Self.short }) { port in
            let client = try await RawConnection(port: port)
            try await client.send(
                "POST /v1/echo HTTP/1.1\nHost: localhost\nContent-Length: 9\n\nowl")
            let answer = await client.receivedToTheEnd()
            #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(answer.contains("The request's body was not complete after 1.0 seconds."))
        }
    }

    @Test func `a body that comes byte by byte is no exception`() async throws {
        try await serve({ $0.bodyTimeout = Self.short }) { port in
            let client = try await RawConnection(port: port)
            try await client.send(
                "POST /v1/echo HTTP/1.1\nHost: localhost\nContent-Length: 99999\n\n")
            client.drip("a")
            #expect(await client.receivedToTheEnd().hasPrefix("HTTP/1.1 408 "))
        }
    }

    @Test func `several requests go over one connection`() async throws {
        try await serve { port in
            let client = try await RawConnection(port: port)
            for count in 1...3 {
                try await client.send(
                    "POST /v1/echo HTTP/1.1\nHost: localhost\nContent-Length: 4\n\nowl\(count)")
                #expect(await client.received(until: "owl\(count)").hasSuffix("owl\(count)"))
            }
            try await client.close()
        }
    }

    @Test func `after a request there may be a pause, but not for ever`() async throws {
        try await serve({ $0.idleTimeout = Self.short }) { port in
            let client = try await RawConnection(port: port)
            try await client.send(
                "POST /v1/echo HTTP/1.1\nHost: localhost\nContent-Length: 3\n\nowl")
            let answer = await client.receivedToTheEnd()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.hasSuffix("owl"))
        }
    }

    @Test func `a client that does not take its answer is left`() async throws {
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        try await serve {
            $0.idleTimeout = Self.short
        } adding: { router in
            router.get("/v1/endless") { _, _ in
                Response(
                    status: .ok,
                    body: .init { writer in
                        defer { ended.finish() }
                        let part = ByteBuffer(repeating: 1, count: 1 << 20)
                        while true { try await writer.write(part) }
                    })
            }
        } _: { port in
            let client = try await RawConnection(port: port, reads: false)
            try await client.send("GET /v1/endless HTTP/1.1\nHost: localhost\n\n")
            for await _ in ends {}
            try await client.close()
        }
    }

    @Test func `a client that asks before it sends its body is told to go on`() async throws {
        try await serve { port in
            let client = try await RawConnection(port: port)
            try await client.send(
                "POST /v1/echo HTTP/1.1\nHost: localhost\nContent-Length: 3\nExpect: 100-continue\n\n"
            )
            let word = await client.received(until: "100 Continue")
            #expect(word == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("owl")
            #expect(await client.received(until: "owl").contains("HTTP/1.1 200 OK\r\n"))
            try await client.close()
        }
    }

    @Test func `a client that asks with too large a body is told so instead`() async throws {
        try await serve({ $0.bodyBytes = 100 }) { port in
            let client = try await RawConnection(port: port)
            try await client.send(
                "POST /v1/echo HTTP/1.1\nHost: localhost\nContent-Length: 101\nExpect: 100-continue\n\n"
            )
            #expect(await client.received(until: "too-large").hasPrefix("HTTP/1.1 413 "))
            try await client.close()
        }
    }

    @Test func `a body without a length ends where it becomes too large`() async throws {
        try await serve({ $0.bodyBytes = 100 }) { port in
            let client = try await RawConnection(port: port)
            try await client.send(
                "POST /v1/echo HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n")
            try await client.send("60\n\(String(repeating: "o", count: 96))\n")
            try await client.send("60\n\(String(repeating: "o", count: 96))\n")
            // The body never ends; the connection does.
            #expect(await client.receivedToTheEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test(arguments: ["X-Owl: \(String(repeating: "o", count: 3000))\n", ""])
    func `a head that is too large is answered with 431`(field: String) async throws {
        try await serve({ $0.headBytes = 2048 }) { port in
            let client = try await RawConnection(port: port)
            let many = field.isEmpty ? (0..<150).map { "X-\($0): o\n" }.joined() : field
            try await client.send("GET /healthz HTTP/1.1\nHost: localhost\n\(many)\n")
            let answer = await client.receivedToTheEnd()
            #expect(answer.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
            #expect(answer.contains("\"code\":\"too-large\""))
        }
    }

    @Test func `an address of a request is bounded too`() async throws {
        try await serve({ $0.headBytes = 2048 }) { port in
            let client = try await RawConnection(port: port)
            try await client.send("GET /\(String(repeating: "o", count: 100_000))")
            #expect(await client.receivedToTheEnd().hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test(arguments: ["\u{16}\u{3}\u{1}\u{2}\u{0}", "owl\n\n", "GET / OWL/1.1\nHost: a\n\n"])
    func `what is no HTTP is answered with 400`(text: String) async throws {
        try await serve { port in
            let client = try await RawConnection(port: port)
            try await client.send(text)
            let answer = await client.receivedToTheEnd()
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains("\"code\":\"invalid-request\""))
        }
    }

    @Test func `a body that is cut short is not taken for a whole one`() async throws {
        let (seen, sight) = AsyncStream.makeStream(of: Int.self)
        try await serve(adding: { router in
            router.post("/v1/weigh") { request, _ in
                defer { sight.finish() }
                sight.yield(try await request.body.collect(upTo: .max).readableBytes)
                return "owl"
            }
        }) { port in
            let client = try await RawConnection(port: port)
            try await client.send(
                "POST /v1/weigh HTTP/1.1\nHost: localhost\nContent-Length: 9\n\nowl")
            try await client.close()
            for await bytes in seen { Issue.record("\(bytes) bytes were taken for 9") }
        }
    }
}
