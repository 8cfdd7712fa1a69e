import Fetch
import TestServer
import Testing

/// Answers that are read as they come in, whatever their status.
struct FetchAnswerTests {
    @Test func `any status is an answer, with its headers and its body`() async throws {
        let found = Answer.message(status: 404, "no owl", headers: ["X-Error-Code: NoOwl"])
        try await Self.run(answer: { _ in found }) { fetcher, _, port in
            let answer = try await fetcher.answer(to: Self.request(port))
            #expect(answer.status == 404)
            #expect(answer.header("x-error-code") == "NoOwl")
            #expect(answer.header("etag") == nil)
            #expect(answer.announcedLength == 6)
            #expect(try await answer.bytes(atMost: 6) == Array("no owl".utf8))
        }
    }

    @Test func `parts come one after the other`() async throws {
        let text = String(repeating: "owl ", count: 100_000)
        try await Self.run(answer: { _ in .message(text) }) { fetcher, _, port in
            let answer = try await fetcher.answer(to: Self.request(port))
            var parts: [[UInt8]] = []
            try await answer.read(atMost: text.utf8.count) { parts.append($0) }
            #expect(parts.count > 1)
            #expect(parts.joined().elementsEqual(text.utf8))
        }
    }

    @Test func `what the reader throws comes through`() async throws {
        struct Enough: Error {}
        try await Self.run(answer: { _ in .message("owl") }) { fetcher, _, port in
            let answer = try await fetcher.answer(to: Self.request(port))
            await #expect(throws: Enough.self) {
                try await answer.read(atMost: 3) { _ in throw Enough() }
            }
        }
    }

    @Test func `a question for the head has no body`() async throws {
        try await Self.run(answer: { _ in .head(length: 5000) }) { fetcher, server, port in
            var request = try Self.request(port)
            request.method = .head
            let answer = try await fetcher.answer(to: request)
            #expect(answer.announcedLength == 5000)
            #expect(try await answer.bytes(atMost: 5000).isEmpty)
            #expect(server.requests.map(\.method) == ["HEAD"])
        }
    }

    @Test(arguments: [(0, []), (7, ["bytes=7-"])])
    func `a part is asked for by its first byte`(first: Int, header: [String]) async throws {
        try await Self.run(answer: { _ in .message(status: 206) }) { fetcher, server, port in
            var request = try Self.request(port)
            request.firstByte = first
            _ = try await fetcher.answer(to: request)
            #expect(server.requests.map { $0.header("range") } == [header])
        }
    }

    @Test func `a server that pauses for too long has stalled`() async throws {
        let part = Answer.head(length: 10).appending("an owl")
        try await Self.run(stallTimeout: .milliseconds(500), answer: { _ in part }) {
            fetcher, _, port in
            let request = try Self.request(port)
            let error = FetchError.stalled(request.address, limit: .milliseconds(500))
            let answer = try await fetcher.answer(to: request)
            await #expect(throws: error) { try await answer.bytes(atMost: 10) }
        }
    }

    @Test func `a server that never answers has stalled`() async throws {
        try await Self.run(stallTimeout: .milliseconds(500), answer: { _ in .silence }) {
            fetcher, _, port in
            let request = try Self.request(port)
            let error = FetchError.stalled(request.address, limit: .milliseconds(500))
            await #expect(throws: error) { try await fetcher.answer(to: request) }
        }
    }

    // MARK: Redirects and tokens

    @Test func `a redirect that stays with the server may be the only one that is followed`()
        async throws
    {
        try await Self.run(
            answer: { request in
                switch request.path {
                case "/a": .redirect("/b")
                default: .redirect("http://localhost:\(request.port)/c", headers: ["X-Owl: 1"])
                }
            }
        ) { fetcher, server, port in
            var request = try Self.request(port, "/a")
            request.redirects = .withinOrigin
            let answer = try await fetcher.answer(to: request)
            #expect(answer.status == 302)
            #expect(answer.header("x-owl") == "1")
            #expect(server.requests.map(\.path) == ["/a", "/b"])
        }
    }

    @Test func `a token goes to its own server only, and not back again`() async throws {
        try await Self.run(
            answer: { request in
                switch request.path {
                case "/a": .redirect("/b")
                case "/b": .redirect("http://localhost:\(request.port)/c")
                case "/c": .redirect("http://127.0.0.1:\(request.port)/d")
                default: .message("owl")
                }
            }
        ) { fetcher, server, port in
            var request = try Self.request(port, "/a")
            request.token = BearerToken("wise")
            let answer = try await fetcher.answer(to: request)
            #expect(answer.status == 200)
            #expect(server.requests.map(\.path) == ["/a", "/b", "/c", "/d"])
            let bearer = ["Bearer wise"]
            #expect(
                server.requests.map { $0.header("authorization") } == [bearer, bearer, [], []]
            )
        }
    }

    @Test(arguments: ["", " ", "a b", "a\n", "a\u{7F}", "ä"])
    func `what no header may hold is no token`(text: String) {
        #expect(BearerToken(text) == nil)
    }

    @Test func `a token is not shown`() throws {
        let token = try #require(BearerToken("wise"))
        var request = try Self.request(1)
        request.token = token
        for value in [token as Any, request] {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped] {
                #expect(!text.contains("wise"))
            }
        }
    }

    private static func request(_ port: Int, _ path: String = "/") throws -> FetchRequest {
        FetchRequest(try WebAddress("http://127.0.0.1:\(port)\(path)"))
    }

    private static func run(
        stallTimeout: Duration? = nil, answer: @escaping @Sendable (LocalServer.Request) -> Answer,
        _ body: (Fetcher, LocalServer, _ port: Int) async throws -> Void
    ) async throws {
        let limits = FetchLimits(
            maximumBytes: 1000, timeout: .seconds(60), stallTimeout: stallTimeout
        )
        try await LocalServer.run(answer: answer) { server, port in
            try await Fetcher.withFetcher(limits: limits, userAgent: "owl/1") { fetcher in
                try await body(fetcher, server, port)
            }
        }
    }
}
