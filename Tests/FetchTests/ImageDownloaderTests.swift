import TestServer
import Testing

@testable import ZeroShotHub

struct ImageDownloaderTests {
    @Test(arguments: ErrorCase.all)
    func `an error keeps its sentence and has a kind`(example: ErrorCase) throws {
        let error = ImageDownloadError(try example.make())
        #expect(error.description == example.sentence)
        #expect(error.kind == example.kind)
    }

    @Test func `a file comes from a server of this machine`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { server, port in
            let bytes = try await ImageDownloader().bytes(from: "http://127.0.0.1:\(port)/owl.jpg")
            #expect(bytes == Array("an owl".utf8))
            let request = try #require(server.requests.first)
            #expect(request.header("user-agent").joined().hasPrefix("zeroshot/"))
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a downloader for many files closes its connections at the end`() async throws {
        try await LocalServer.run(answer: { _ in .message("an owl") }) { server, port in
            let url = "http://127.0.0.1:\(port)/owl.jpg"
            try await ImageDownloader.withConnections { downloader in
                for _ in 0..<3 {
                    let bytes = try await downloader.bytes(from: url)
                    #expect(bytes == Array("an owl".utf8))
                }
            }
            #expect(server.requests.count == 3)
            try await server.connectionsClosed()
        }
    }

    @Test func `each limit is kept`() async throws {
        try await LocalServer.run(
            answer: { $0.path == "/slow" ? .silence : .message("an owl") }
        ) { server, port in
            var limits = ImageDownloader.Limits()
            limits.maximumBytes = 5
            await expect(.tooLarge, at: "http://127.0.0.1:\(port)/owl", limits)
            limits = ImageDownloader.Limits()
            limits.timeout = .milliseconds(500)
            await expect(.timedOut, at: "http://127.0.0.1:\(port)/slow", limits)
            limits = ImageDownloader.Limits()
            limits.publicAddressesOnly = true
            await expect(.refused, at: "http://127.0.0.1:\(port)/owl", limits)
            #expect(server.requests.map(\.path) == ["/owl", "/slow"])
        }
    }

    @Test func `a failure has a kind`() async throws {
        try await LocalServer.run(
            answer: { $0.path == "/owl" ? .message(status: 404) : .raw("owl\n", then: .close) }
        ) { _, port in
            await expect(.status(404), at: "http://127.0.0.1:\(port)/owl")
            await expect(.unusableAnswer, at: "http://127.0.0.1:\(port)/")
        }
        let port = try await LocalServer.unusedPort()
        await expect(.unreachable, at: "http://127.0.0.1:\(port)/")
        await expect(.invalidURL, at: "ftp://127.0.0.1/owl.jpg")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a cancelled download throws the error of cancellation`() async throws {
        try await LocalServer.run(answer: { _ in .silence }) { server, port in
            let download = Task {
                try await ImageDownloader().bytes(from: "http://127.0.0.1:\(port)/")
            }
            for await _ in server.arrivals.prefix(1) {}
            download.cancel()
            await #expect(throws: CancellationError.self) { try await download.value }
        }
    }

    private func expect(
        _ kind: ImageDownloadError.Kind, at url: String, _ limits: ImageDownloader.Limits = .init(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: ImageDownloadError.self, sourceLocation: sourceLocation) {
            try await ImageDownloader(limits: limits).bytes(from: url)
        }
        #expect(error?.kind == kind, sourceLocation: sourceLocation)
    }
}
