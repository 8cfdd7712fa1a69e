import Fetch
import TestServer
import Testing

struct FetcherTests {
    static let forms: [@Sendable (String) -> Answer] = [
        { .message($0) }, { .unmeasured($0) }, { .chunked($0) },
    ]

    @Test(arguments: forms, ["", "o", "an owl"])
    func `a body comes whole, however its end is marked`(
        form: @escaping @Sendable (String) -> Answer, body: String
    ) async throws {
        try await LocalServer.run(answer: { _ in form(body) }) { _, port in
            let found = try await text(at: "http://127.0.0.1:\(port)/owl.jpg")
            #expect(found == body)
        }
    }

    @Test(arguments: forms)
    func `a body may be as large as the limit`(form: @escaping @Sendable (String) -> Answer)
        async throws
    {
        try await LocalServer.run(answer: { _ in form("12345678") }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let found = try await text(at: url, maximumBytes: 8)
            #expect(found == "12345678")
        }
    }

    @Test(arguments: zip(forms, [8, nil, nil]))
    func `a body one byte over the limit is refused`(
        form: @escaping @Sendable (String) -> Answer, announced: Int?
    ) async throws {
        try await LocalServer.run(answer: { _ in form("12345678") }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.tooLarge(try WebAddress(url), limit: 7, announced: announced)
            await #expect(throws: error) { try await text(at: url, maximumBytes: 7) }
        }
    }

    @Test func `a body without end is refused at the limit`() async throws {
        let endless = Answer.raw("HTTP/1.1 200 OK\n\n", then: .drip)
        try await LocalServer.run(answer: { _ in endless }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.tooLarge(try WebAddress(url), limit: 3, announced: nil)
            await #expect(throws: error) { try await text(at: url, maximumBytes: 3) }
        }
    }

    @Test func `a request says who asks and wants nothing compressed`() async throws {
        try await LocalServer.run(answer: { _ in .message() }) { server, port in
            _ = try await text(at: "http://127.0.0.1:\(port)/owl.jpg?size=8#beak")
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.path == "/owl.jpg?size=8")
            #expect(request.header("host") == ["127.0.0.1:\(port)"])
            #expect(request.header("user-agent") == ["owl/1"])
            #expect(request.header("accept-encoding") == ["identity"])
            #expect(request.header("authorization").isEmpty)
        }
    }

    @Test(arguments: [204, 206, 304, 401, 404, 429, 500, 503])
    func `another status than 200 is an error`(status: Int) async throws {
        // A body would not belong to 204 and 304.
        let answer = Answer.raw("HTTP/1.1 \(status) Some\n\n", then: .close)
        try await LocalServer.run(answer: { _ in answer }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.status(try WebAddress(url), code: status)
            await #expect(throws: error) { try await text(at: url) }
        }
    }

    @Test func `a compressed body is refused`() async throws {
        let answer = Answer.message("...", headers: ["Content-Encoding: gzip"])
        try await LocalServer.run(answer: { _ in answer }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.compressed(try WebAddress(url), encoding: "gzip")
            await #expect(throws: error) { try await text(at: url) }
        }
    }

    @Test func `the encoding that changes nothing is no compression`() async throws {
        let answer = Answer.message("an owl", headers: ["Content-Encoding: Identity"])
        try await LocalServer.run(answer: { _ in answer }) { _, port in
            let found = try await text(at: "http://127.0.0.1:\(port)/")
            #expect(found == "an owl")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `connections are kept between fetches and closed at the end`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { server, port in
            try await Fetcher.withFetcher(
                limits: FetchLimits(maximumBytes: 10, timeout: .seconds(30)), userAgent: "owl/1",
                isPublic: { _ in true }
            ) { fetcher in
                for _ in 0..<3 {
                    let bytes = try await fetcher.bytes(from: "http://127.0.0.1:\(port)/")
                    #expect(bytes == Array("an owl".utf8))
                }
            }
            try await server.connectionsClosed()
            #expect(server.requests.count == 3)
            #expect(server.connectionCount == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `no fetch waits for another's connection`() async throws {
        let count = 20
        try await LocalServer.run(answer: { _ in .silence }) { server, port in
            let url = "http://127.0.0.1:\(port)/"
            try await Fetcher.withFetcher(
                limits: FetchLimits(maximumBytes: 10, timeout: .seconds(600)), userAgent: "owl/1",
                isPublic: { _ in true }
            ) { fetcher in
                await withTaskGroup { group in
                    for _ in 0..<count {
                        group.addTask { _ = try? await fetcher.bytes(from: url) }
                    }
                    for await _ in server.arrivals.prefix(count) {}
                    group.cancelAll()
                }
            }
            #expect(server.requests.count == count)
        }
    }
}
