import Fetch
import TestServer
import Testing

struct RedirectTests {
    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is followed`(status: Int) async throws {
        try await LocalServer.run(
            answer: { $0.path == "/a" ? .redirect("b?c=d", status: status) : .message("an owl") }
        ) { server, port in
            let found = try await text(at: "http://127.0.0.1:\(port)/a")
            #expect(found == "an owl")
            #expect(server.requests.map(\.path) == ["/a", "/b?c=d"])
        }
    }

    @Test func `as many redirects as the limit are followed, and no more`() async throws {
        /// `/3` leads to `/2`, and so on to `/0`.
        @Sendable func answer(_ request: LocalServer.Request) -> Answer {
            guard let left = Int(request.path.dropFirst()), left > 0 else { return .message("owl") }
            return .redirect("/\(left - 1)")
        }
        try await LocalServer.run(answer: answer) { server, port in
            let origin = "http://127.0.0.1:\(port)"
            let found = try await text(at: "\(origin)/3", maximumRedirects: 3)
            #expect(found == "owl")
            let error = FetchError.tooManyRedirects(try WebAddress("\(origin)/4"), limit: 3)
            await #expect(throws: error) {
                try await text(at: "\(origin)/4", maximumRedirects: 3)
            }
            #expect(server.requests.map(\.path).suffix(4) == ["/4", "/3", "/2", "/1"])
        }
    }

    @Test func `a circle of redirects ends`() async throws {
        try await LocalServer.run(answer: { _ in .redirect("/") }) { server, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.tooManyRedirects(try WebAddress(url), limit: 5)
            await #expect(throws: error) { try await text(at: url) }
            #expect(server.requests.count == 6)
        }
    }

    @Test func `a redirect without a target is an error`() async throws {
        try await LocalServer.run(answer: { _ in .redirect(nil, status: 307) }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.redirectWithoutTarget(try WebAddress(url), code: 307)
            await #expect(throws: error) { try await text(at: url) }
        }
    }

    @Test func `a redirect to no web address is an error`() async throws {
        try await LocalServer.run(answer: { _ in .redirect("ftp://a:b@c/?d") }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let error = FetchError.unusableRedirect(
                from: try WebAddress(url), to: "ftp://***@c/?..."
            )
            await #expect(throws: error) { try await text(at: url) }
        }
    }

    // MARK: Credentials

    @Test func `credentials follow a redirect within their server`() async throws {
        try await LocalServer.run(
            answer: { $0.path == "/a" ? .redirect("/b") : .message() }
        ) { server, port in
            _ = try await text(at: "http://owl:wise@127.0.0.1:\(port)/a")
            let basic = ["Basic b3dsOndpc2U="]
            #expect(server.requests.map { $0.header("authorization") } == [basic, basic])
        }
    }

    @Test func `credentials are not sent to a server of another name`() async throws {
        try await LocalServer.run(
            answer: { request in
                request.path == "/a"
                    ? .redirect("http://localhost:\(request.port)/b") : .message("an owl")
            }
        ) { server, port in
            let found = try await text(at: "http://owl:wise@127.0.0.1:\(port)/a")
            #expect(found == "an owl")
            #expect(
                server.requests.map { $0.header("authorization") } == [["Basic b3dsOndpc2U="], []]
            )
            #expect(server.requests.last?.header("host") == ["localhost:\(port)"])
        }
    }

    @Test func `credentials are not sent to another port`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { other, otherPort in
            try await LocalServer.run(
                answer: { _ in .redirect("http://127.0.0.1:\(otherPort)/") }
            ) { server, port in
                let found = try await text(at: "http://owl:wise@127.0.0.1:\(port)/")
                #expect(found == "an owl")
                #expect(server.requests.map { $0.header("authorization").count } == [1])
                #expect(other.requests.map { $0.header("authorization").count } == [0])
            }
        }
    }

    @Test func `credentials in a redirect are not used`() async throws {
        try await LocalServer.run(
            answer: { request in
                request.path == "/a"
                    ? .redirect("http://fox:sly@127.0.0.1:\(request.port)/b") : .message()
            }
        ) { server, port in
            _ = try await text(at: "http://127.0.0.1:\(port)/a")
            #expect(server.requests.map(\.path) == ["/a", "/b"])
            #expect(server.requests.map { $0.header("authorization") } == [[], []])
        }
    }
}
