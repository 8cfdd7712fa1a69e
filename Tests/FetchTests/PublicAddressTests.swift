import Synchronization
import TestServer
import Testing

@testable import Fetch

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
            #expect(secret.connectionCount == 0)
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
            #expect(server.connectionCount == 0)
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

    /// What is found where the name `owl.test` stands for some addresses.
    private func textOfOwl(
        at url: String, standingFor addresses: [String],
        isPublic: @escaping @Sendable (String) -> Bool = Self.isPublic
    ) async throws -> String {
        try await text(
            at: url, publicAddressesOnly: true, isPublic: isPublic,
            addresses: { $0 == "owl.test" ? addresses : [] })
    }

    @Test func `a name is asked under its own name at the address that was checked`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { server, port in
            let found = try await textOfOwl(
                at: "http://OWL.test:\(port)/a", standingFor: ["127.0.0.1"])
            #expect(found == "an owl")
            #expect(server.requests.map { $0.header("host") } == [["OWL.test:\(port)"]])
        }
    }

    @Test(arguments: [
        ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"], ["::ffff:127.0.0.2", "127.0.0.1"],
    ])
    func `a name with a private address is not connected to`(addresses: [String]) async throws {
        try await LocalServer.run(answer: { _ in .message() }) { first, port in
            let url = "http://owl.test:\(port)/"
            let error = FetchError.addressNotPublic(try WebAddress(url), redirectedFrom: nil)
            await #expect(throws: error) { try await textOfOwl(at: url, standingFor: addresses) }
            #expect(first.connectionCount == 0)
        }
    }

    @Test func `a redirect to a name with a private address is not followed`() async throws {
        try await LocalServer.run(on: "127.0.0.2", answer: { _ in .message() }) { secret, port in
            let target = "http://owl.test:\(port)/"
            try await LocalServer.run(answer: { _ in .redirect(target) }) { _, port in
                let url = "http://127.0.0.1:\(port)/"
                let error = FetchError.addressNotPublic(
                    try WebAddress(target), redirectedFrom: try WebAddress(url))
                await #expect(throws: error) {
                    try await textOfOwl(at: url, standingFor: ["127.0.0.2"])
                }
            }
            #expect(secret.connectionCount == 0)
        }
    }

    @Test func `the second address of a name is tried when the first takes no connection`()
        async throws
    {
        try await LocalServer.run(on: "127.0.0.3", answer: { _ in .message("an owl") }) { _, port in
            let found = try await textOfOwl(
                at: "http://owl.test:\(port)/", standingFor: ["127.0.0.1", "127.0.0.3"],
                isPublic: { ["127.0.0.1", "127.0.0.3"].contains($0) })
            #expect(found == "an owl")
        }
    }

    @Test func `a name is looked up once, so that it cannot stand for something else afterwards`()
        async throws
    {
        let lookups = Mutex(0)
        try await LocalServer.run(answer: { _ in .message("an owl") }) { _, port in
            let found = try await text(
                at: "http://owl.test:\(port)/", publicAddressesOnly: true, isPublic: Self.isPublic,
                addresses: { _ in
                    lookups.withLock { count in
                        count += 1
                        return count == 1 ? ["127.0.0.1"] : ["127.0.0.2"]
                    }
                })
            #expect(found == "an owl")
            #expect(lookups.withLock { $0 } == 1)
        }
    }

    @Test func `a name that nobody knows is said to be unknown`() async throws {
        let url = "http://eagle.test/"
        await #expect(throws: FetchError.hostUnknown(try WebAddress(url))) {
            try await textOfOwl(at: url, standingFor: ["127.0.0.1"])
        }
    }

    @Test func `the system finds all addresses of a name, and the address behind a number`() async {
        #expect(await HostLookup.addresses(of: "localhost").contains("127.0.0.1"))
        #expect(await HostLookup.addresses(of: "2130706433") == ["127.0.0.1"])
    }
}
