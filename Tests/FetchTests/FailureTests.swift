import Fetch
import TestServer
import Testing

/// Servers that are not there, stop in the middle, or speak something else.
struct FailureTests {
    @Test func `a server that is not there refuses`() async throws {
        let url = "http://127.0.0.1:\(try await LocalServer.unusedPort())/"
        let error = FetchError.notConnected(try WebAddress(url), .refused)
        await #expect(throws: error) { try await text(at: url) }
    }

    @Test func `a name that no server can have is unknown`() async throws {
        // A part of a name has 63 letters at most: nobody needs to be asked.
        let url = "http://\(String(repeating: "o", count: 64)).example/"
        let error = FetchError.hostUnknown(try WebAddress(url))
        await #expect(throws: error) { try await text(at: url) }
    }

    @Test func `a server without encryption is not secure`() async throws {
        try await LocalServer.run(answer: { _ in .message() }) { server, port in
            let url = "https://127.0.0.1:\(port)/"
            let error = FetchError.notSecure(try WebAddress(url))
            await #expect(throws: error) { try await text(at: url) }
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: ["220 owl ready\n", "\u{1}\u{2}\u{3}\n", "HTTP/1.1 owl\n\n"])
    func `an answer that is not HTTP is an error`(answer: String) async throws {
        try await LocalServer.run(answer: { _ in .raw(answer, then: .close) }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.notHTTP(try WebAddress(url))
            await #expect(throws: error) { try await text(at: url) }
        }
    }

    @Test func `a connection that is closed without an answer is an error`() async throws {
        try await LocalServer.run(answer: { _ in .raw("", then: .close) }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.notConnected(try WebAddress(url), .closed)
            await #expect(throws: error) { try await text(at: url) }
        }
    }

    @Test(arguments: [
        ("Content-Length: 10\n\nan owl", 6, 10),
        ("Content-Length: 10\n\n", 0, 10),
        ("Transfer-Encoding: chunked\n\n6\nan owl\n", 6, nil),
    ])
    func `a body that is cut is an error`(rest: String, received: Int, announced: Int?)
        async throws
    {
        try await LocalServer.run(
            answer: { _ in .raw("HTTP/1.1 200 OK\n" + rest, then: .close) }
        ) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.cutShort(
                try WebAddress(url), received: received, announced: announced
            )
            await #expect(throws: error) { try await text(at: url) }
        }
    }

    static let slow: [Answer] = [
        .silence,
        .raw("HTTP/1.1 200 OK\n\n", then: .drip),
        .raw("HTTP/1.1 200 OK\nContent-Length: 10\n\nan owl", then: .none),
    ]

    @Test(arguments: slow)
    func `a fetch has a time limit, whether bytes still come or not`(answer: Answer) async throws {
        try await LocalServer.run(answer: { _ in answer }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let limit = Duration.milliseconds(500)
            let error = FetchError.timedOut(try WebAddress(url), limit: limit)
            await #expect(throws: error) { try await text(at: url, timeout: limit) }
        }
    }

    @Test func `redirects share one time limit`() async throws {
        try await LocalServer.run(
            answer: { $0.path == "/a" ? .redirect("/b") : .silence }
        ) { server, port in
            let url = "http://127.0.0.1:\(port)/a"
            let limit = Duration.seconds(2)
            let error = FetchError.timedOut(try WebAddress(url), limit: limit)
            await #expect(throws: error) { try await text(at: url, timeout: limit) }
            #expect(server.requests.map(\.path) == ["/a", "/b"])
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: slow)
    func `a cancelled fetch ends at once`(answer: Answer) async throws {
        try await LocalServer.run(answer: { _ in answer }) { server, port in
            let fetch = Task {
                try await text(at: "http://127.0.0.1:\(port)/", timeout: .seconds(600))
            }
            for await _ in server.arrivals.prefix(1) {}
            fetch.cancel()
            await #expect(throws: CancellationError.self) { try await fetch.value }
        }
    }
}
