import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing
import ZeroShot

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
            line.contains(
                #/info request id=a1 method=GET ms=[0-9.]+ route=\/v1\/owls\/\{name\} status=200\n/#
            ))
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

    @Test(arguments: [false, true])
    func `an error of the server is logged, with labels only where the operator wants it`(
        logsContent: Bool
    ) async throws {
        let log = LogRecorder()
        var configuration = ServerUnderTest.configuration
        configuration.logsContent = logsContent
        let application = try ServerUnderTest.make(configuration, logger: log.logger())
            .application { router in
                router.get("/v1/owls") { _, _ -> String in
                    throw RankingError.similarity(label: "snowy owl")
                }
                router.get("/v1/files") { _, _ -> String in
                    throw CheckpointError.notFound(path: "/owls")
                }
            }
        try await application.test(.router) { client in
            for uri in ["/v1/owls", "/v1/files"] {
                let answer = try await client.execute(uri: uri, method: .get)
                #expect(answer.status == .internalServerError)
                #expect(!String(buffer: answer.body).contains("owls"))
            }
        }
        let failures = log.lines.filter { $0.contains("error request failed") }
        #expect(failures.count == 2)
        #expect(failures.joined().contains("snowy owl") == logsContent)
        #expect(failures.joined().contains("/owls: "))
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
