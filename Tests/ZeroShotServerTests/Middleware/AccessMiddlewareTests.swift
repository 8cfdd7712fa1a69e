import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import ZeroShotServer

/// One line and one count for each request.
struct AccessMiddlewareTests {
    private func run(
        logsContent: Bool = false, _ uri: String, _ method: HTTPRequest.Method
    ) async throws -> (lines: [String], metrics: String) {
        let log = LogRecorder()
        var configuration = ServerUnderTest.configuration
        configuration.logsContent = logsContent
        let server = try ServerUnderTest.make(configuration, logger: log.logger())
        let application = server.application { router in
            router.get("/v1/owls/{name}") { _, _ in "owl" }
        }
        _ = try await application.test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: [.requestID: "a1"])
        }
        return (log.lines, server.metrics.text())
    }

    @Test func `a request is logged by its route, without what it asks for`() async throws {
        let (lines, metrics) = try await run("/v1/owls/secret?label=secret", .get)
        let line = try #require(lines.last)
        #expect(
            line.contains(#/info request id=a1 method=GET ms=[0-9.]+ route=\/v1\/owls\/\{name\} status=200\n/#))
        #expect(!lines.joined().contains("secret"))
        #expect(
            metrics.contains(
                """
                zeroshot_http_requests_total{method="GET",route="/v1/owls/{name}",status="200"} 1

                """))
        #expect(
            metrics.contains(
                """
                zeroshot_http_request_duration_seconds_count{method="GET",route="/v1/owls/{name}",\
                status="200"} 1

                """))
        #expect(metrics.contains("\nzeroshot_http_requests_in_hand 0\n"))
    }

    @Test func `what it asks for is logged where the operator wants it`() async throws {
        let (lines, _) = try await run(logsContent: true, "/v1/owls/snowy?label=white", .get)
        #expect(lines.joined().contains("path=/v1/owls/snowy?label=white"))
    }

    @Test func `paths and methods made up by clients make no new series`() async throws {
        let (_, metrics) = try await run("/made/up", try #require(.init("HOOT")))
        #expect(
            metrics.contains(
                """
                zeroshot_http_requests_total{method="other",route="NotFound",status="404"} 1

                """))
        #expect(!metrics.contains("HOOT"))
        #expect(!metrics.contains("made"))
    }
}
