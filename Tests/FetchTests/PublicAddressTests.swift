import Fetch
import TestServer
import Testing

/// Which servers may be reached; 127.0.0.1 stands for a public server here.
struct PublicAddressTests {
    static let isPublic: @Sendable (String) -> Bool = { $0 == "127.0.0.1" }

    @Test func `a public server may not lead to a private one`() async throws {
        try await LocalServer.run(on: "127.0.0.2", answer: { _ in .message() }) { secret, port in
            let target = "http://127.0.0.2:\(port)/"
            try await LocalServer.run(answer: { _ in .redirect(target) }) { _, port in
                let url = "http://127.0.0.1:\(port)/"
                let error = FetchError.addressNotPublic(
                    try WebAddress(target), redirectedFrom: try WebAddress(url)
                )
                await #expect(throws: error) { try await text(at: url, isPublic: Self.isPublic) }
            }
            #expect(secret.requests.isEmpty)
        }
    }

    @Test func `a private server may lead to a private one`() async throws {
        try await LocalServer.run(
            on: "127.0.0.2", answer: { $0.path == "/a" ? .redirect("/b") : .message("an owl") }
        ) { server, port in
            let url = "http://127.0.0.2:\(port)/a"
            let found = try await text(at: url, isPublic: Self.isPublic)
            #expect(found == "an owl")
            #expect(server.requests.map(\.path) == ["/a", "/b"])
        }
    }

    @Test func `a private server may not lead to a private one by way of a public one`()
        async throws
    {
        try await LocalServer.run(answer: { .redirect("http://127.0.0.2:\($0.path.dropFirst())/") })
        { _, publicPort in
            try await LocalServer.run(
                on: "127.0.0.2",
                answer: { request in
                    let port = request.header("host").joined().split(separator: ":")[1]
                    return .redirect("http://127.0.0.1:\(publicPort)/\(port)")
                }
            ) { server, port in
                let error = FetchError.addressNotPublic(
                    try WebAddress("http://127.0.0.2:\(port)/"),
                    redirectedFrom: try WebAddress("http://127.0.0.1:\(publicPort)/\(port)")
                )
                await #expect(throws: error) {
                    try await text(at: "http://127.0.0.2:\(port)/a", isPublic: Self.isPublic)
                }
                #expect(server.requests.map(\.path) == ["/a"])
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
    func `where only public addresses may be reached, this machine may not`(host: String)
        async throws
    {
        try await LocalServer.run(answer: { _ in .message() }) { server, port in
            let url = "http://\(host):\(port)/"
            let error = FetchError.addressNotPublic(try WebAddress(url), redirectedFrom: nil)
            await #expect(throws: error) { try await text(at: url, publicAddressesOnly: true) }
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `where only public addresses may be reached, they are`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { _, port in
            let url = "http://127.0.0.1:\(port)/"
            let found = try await text(
                at: url, publicAddressesOnly: true, isPublic: Self.isPublic
            )
            #expect(found == "an owl")
        }
    }
}
