import Foundation
import TestServer
import Testing

@testable import Fetch

struct FetchProxyTests {
    @Test(arguments: [
        ([:], nil),
        (["HTTPS_PROXY": "http://proxy:3128"], "proxy:3128"),
        (["https_proxy": "http://small:1", "HTTPS_PROXY": "http://large:2"], "small:1"),
        (["https_proxy": "", "HTTPS_PROXY": "http://large:2"], "large:2"),
        (["ALL_PROXY": "proxy:3128"], "proxy:3128"),
        (["ALL_PROXY": "http://all:1", "HTTPS_PROXY": "http://one:2"], "one:2"),
        (["HTTP_PROXY": "http://plain:1"], nil),
        (["HTTPS_PROXY": "http://owl:wise@proxy"], "proxy:80"),
    ])
    func `the environment names the proxy`(environment: [String: String], expected: String?) throws
    {
        #expect(try FetchProxy(environment: environment)?.description == expected)
    }

    @Test(arguments: [
        ("socks5://owl:wise@proxy:1080", "socks5://***@proxy:1080"),
        ("https://owl:wise@proxy", "https://proxy"), ("http://", "http://"),
    ])
    func `other proxies cannot be used`(text: String, shown: String) {
        #expect(throws: FetchError.unusableProxy(shown)) {
            try FetchProxy(environment: ["HTTPS_PROXY": text])
        }
    }

    @Test(arguments: [
        ("", "https://hub.example.org/", true), ("", "http://hub.example.org/", false),
        ("*", "https://hub.example.org/", false),
        ("hub.example.org", "https://hub.example.org/", false),
        ("HUB.example.org", "https://hub.EXAMPLE.org/", false),
        ("example.org", "https://hub.example.org/", false),
        (".example.org", "https://hub.example.org/", false),
        ("ample.org", "https://hub.example.org/", true),
        ("a, b ,example.org", "https://hub.example.org/", false),
        ("hub.example.org:443", "https://hub.example.org/", false),
        ("hub.example.org:8443", "https://hub.example.org/", true),
        ("hub.example.org:8443", "https://hub.example.org:8443/", false),
        (",", "https://hub.example.org/", true),
    ])
    func `exceptions are reached directly`(exceptions: String, url: String, isServed: Bool) throws {
        let proxy = try FetchProxy(environment: ["HTTPS_PROXY": "proxy", "NO_PROXY": exceptions])
        #expect(try #require(proxy).serves(WebAddress(url)) == isServed)
    }

    @Test func `the proxy is asked for a connection and learns no token`() async throws {
        try await LocalServer.run(answer: { _ in .message(status: 403) }) { server, port in
            let address = try WebAddress("https://hub.example.org/owls?key=secret")
            let error = FetchError.notConnected(address, .proxy)
            await #expect(throws: error) {
                try await Self.fetch(address, through: "http://owl:wise@127.0.0.1:\(port)")
            }
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.method == "CONNECT")
            #expect(request.path == "hub.example.org:443")
            #expect(request.header("proxy-authorization") == ["Basic b3dsOndpc2U="])
            #expect(request.header("authorization").isEmpty)
        }
    }

    @Test(arguments: [407, 502])
    func `a proxy that refuses is told`(status: Int) async throws {
        try await LocalServer.run(answer: { _ in .message(status: status) }) { _, port in
            let address = try WebAddress("https://hub.example.org/")
            await #expect(throws: FetchError.notConnected(address, .proxy)) {
                try await Self.fetch(address, through: "127.0.0.1:\(port)")
            }
        }
    }

    @Test func `a proxy that is not there is told`() async throws {
        let port = try await LocalServer.unusedPort()
        let address = try WebAddress("https://hub.example.org/")
        await #expect(throws: FetchError.notConnected(address, .proxy)) {
            try await Self.fetch(address, through: "127.0.0.1:\(port)")
        }
    }

    @Test func `what is not encrypted goes directly`() async throws {
        try await LocalServer.run(answer: { _ in .message("owl") }) { server, port in
            let proxyPort = try await LocalServer.unusedPort()
            let address = try WebAddress("http://127.0.0.1:\(port)/")
            let answer = try await Self.fetch(address, through: "127.0.0.1:\(proxyPort)")
            #expect(answer.status == 200)
            #expect(server.requests.map(\.method) == ["GET"])
        }
    }

    @Test func `its secrets are not shown`() throws {
        let proxy = try #require(
            try FetchProxy(environment: ["HTTPS_PROXY": "http://owl:wise@proxy:1"])
        )
        var dumped = ""
        dump(proxy, to: &dumped)
        for text in ["\(proxy)", String(reflecting: proxy), dumped] {
            #expect(!text.contains("wise"))
        }
    }

    @discardableResult
    private static func fetch(
        _ address: WebAddress, through proxy: String
    ) async throws -> FetchAnswer {
        try await Fetcher.withFetcher(
            limits: FetchLimits(maximumBytes: 100, timeout: .seconds(30)), userAgent: "owl/1",
            proxy: FetchProxy(environment: ["HTTPS_PROXY": proxy])
        ) { fetcher in
            var request = FetchRequest(address)
            request.token = BearerToken("secret")
            return try await fetcher.answer(to: request)
        }
    }
}
