import Fetch
import TestServer
import Testing

/// A body goes to the address it is meant for, and nowhere else.
struct PostTests {
    private static let body = Array(#"{"question": "Who?"}"#.utf8)

    /// Status and text of the answer to a request with a body.
    private func post(
        to url: String, token: String? = nil, maximumBytes: Int = 1000
    ) async throws -> (status: Int, text: String) {
        try await Fetcher.withFetcher(
            limits: FetchLimits(maximumBytes: maximumBytes, timeout: .seconds(30)),
            userAgent: "owl/1", isPublic: { _ in true }
        ) { fetcher in
            let request = FetchRequest(
                try WebAddress(url), method: .post(Self.body, contentType: "application/json"),
                token: token.flatMap { BearerToken($0) }
            )
            return try await fetcher.withAnswer(to: request) { answer in
                let bytes = try await answer.bytes(atMost: maximumBytes)
                return (answer.status, String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    @Test func `the body, its kind and its length are sent`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { server, port in
            let answer = try await post(to: "http://127.0.0.1:\(port)/ask", token: "secret")
            #expect(answer == (200, "an owl"))
            let request = try #require(server.requests.first)
            #expect(request.method == "POST" && request.path == "/ask")
            #expect(request.body == Self.body)
            #expect(request.header("content-type") == ["application/json"])
            #expect(request.header("content-length") == ["\(Self.body.count)"])
            #expect(request.header("authorization") == ["Bearer secret"])
            #expect(request.header("accept-encoding") == ["identity"])
        }
    }

    @Test(arguments: [201, 400, 401, 404, 429, 500, 503])
    func `an answer of any status is an answer`(status: Int) async throws {
        try await LocalServer.run(
            answer: { _ in .message(status: status, "why") }
        ) { _, port in
            let answer = try await post(to: "http://127.0.0.1:\(port)/")
            #expect(answer == (status, "why"))
        }
    }

    @Test func `the answer's body has a limit`() async throws {
        try await LocalServer.run(answer: { _ in .message("12345678") }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.tooLarge(try WebAddress(url), limit: 7, announced: 8)
            await #expect(throws: error) { try await post(to: url, maximumBytes: 7) }
        }
    }

    @Test(arguments: [307, 308])
    func `a redirect that keeps the method is followed within its server`(status: Int)
        async throws
    {
        try await LocalServer.run(
            answer: { $0.path == "/a" ? .redirect("/b", status: status) : .message("an owl") }
        ) { server, port in
            let answer = try await post(to: "http://127.0.0.1:\(port)/a", token: "secret")
            #expect(answer.text == "an owl")
            #expect(server.requests.map(\.method) == ["POST", "POST"])
            #expect(server.requests.map(\.body) == [Self.body, Self.body])
            #expect(server.requests.map { $0.header("authorization").count } == [1, 1])
        }
    }

    @Test(arguments: [301, 302, 303])
    func `a redirect that would lose the body is an error`(status: Int) async throws {
        try await LocalServer.run(
            answer: { $0.path == "/a" ? .redirect("/b", status: status) : .message() }
        ) { server, port in
            let url = "http://127.0.0.1:\(port)/a"
            let error = FetchError.bodyNotSentOn(
                from: try WebAddress(url), to: try WebAddress("http://127.0.0.1:\(port)/b")
            )
            await #expect(throws: error) { try await post(to: url) }
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `neither the body nor the token go to another server`(status: Int) async throws {
        try await LocalServer.run(answer: { _ in .message() }) { other, otherPort in
            try await LocalServer.run(
                answer: { _ in .redirect("http://127.0.0.1:\(otherPort)/", status: status) }
            ) { _, port in
                let url = "http://127.0.0.1:\(port)/"
                let error = FetchError.bodyNotSentOn(
                    from: try WebAddress(url), to: try WebAddress("http://127.0.0.1:\(otherPort)/")
                )
                await #expect(throws: error) { try await post(to: url, token: "secret") }
                #expect(other.requests.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("http://localhost:8080/v1", true), ("http://127.0.0.1/", true),
        ("http://127.9.9.9/", true), ("http://[::1]:11434/", true),
        ("http://127.example.org/", false), ("http://localhost.example.org/", false),
        ("http://10.0.0.1/", false), ("http://[::2]/", false), ("https://example.org/", false),
    ])
    func `this machine is told from others by the address alone`(url: String, isThis: Bool) throws {
        #expect(try WebAddress(url).isThisMachine == isThis)
    }

    @Test func `what is sent to this machine needs one connection`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { server, port in
            try await Fetcher.withFetcher(
                limits: FetchLimits(maximumBytes: 10, timeout: .seconds(30)), userAgent: "owl/1"
            ) { fetcher in
                let request = FetchRequest(
                    try WebAddress("http://127.0.0.1:\(port)/"),
                    method: .post(Self.body, contentType: "application/json")
                )
                for _ in 0..<3 {
                    _ = try await fetcher.withAnswer(to: request) { try await $0.bytes(atMost: 10) }
                }
            }
            #expect(server.requests.count == 3 && server.connectionCount == 1)
        }
    }

    @Test func `only public servers get a body where only they may be reached`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { server, port in
            let address = try WebAddress("http://127.0.0.1:\(port)/")
            let limits = FetchLimits(
                maximumBytes: 10, timeout: .seconds(30), publicAddressesOnly: true
            )
            let request = FetchRequest(address, method: .post(Self.body, contentType: "text/plain"))
            let error = FetchError.addressNotPublic(address, redirectedFrom: nil)
            await #expect(throws: error) {
                try await Fetcher.withFetcher(limits: limits, userAgent: "owl/1") { fetcher in
                    try await fetcher.withAnswer(to: request) { try await $0.bytes(atMost: 10) }
                }
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `a token is taken out of what a server repeats`() throws {
        let token = try #require(BearerToken("sk-owl"))
        #expect(token.hidden(in: "no key sk-owl, sk-owl2, sk-ow") == "no key ***, ***2, sk-ow")
    }
}
