import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import ZeroShotServer

/// What happens to requests before and after their handlers.
struct MiddlewareTests {
    private static let key = "0123456789abcdef"

    /// Runs a request through a server whose route `POST /v1/echo` sends back what it gets.
    private func answer(
        _ uri: String = "/v1/echo", _ method: HTTPRequest.Method = .post, headers: HTTPFields = [:],
        body: String? = nil, _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> TestResponse {
        var configuration = ServerUnderTest.configuration
        change(&configuration)
        let server = try ServerUnderTest.make(configuration)
        let application = server.application { router in
            server.addRoutes(to: router)
            router.post("/v1/echo") { request, _ in
                Response(
                    status: .ok, headers: [.contentType: "text/plain"],
                    body: .init(byteBuffer: try await request.body.collect(upTo: .max)))
            }
            router.get("/a-page") { _, _ in
                Response(status: .ok, headers: [.contentType: "text/html; charset=utf-8"])
            }
        }
        return try await application.test(.router) { client in
            try await client.execute(
                uri: uri, method: method, headers: headers,
                body: body.map { ByteBuffer(string: $0) })
        }
    }

    private func code(of answer: TestResponse) throws -> String {
        struct Body: Decodable {
            struct Content: Decodable { let code: String }
            let error: Content
        }
        return try JSONDecoder().decode(Body.self, from: Data(answer.body.readableBytesView))
            .error.code
    }

    // MARK: Keys

    @Test(arguments: [
        ("Authorization", "Bearer \(key)"), ("Authorization", "bearer  \(key) "),
        ("X-API-Key", key),
    ])
    func `a request with a key is let in`(name: String, value: String) async throws {
        let field = HTTPField(name: try #require(HTTPField.Name(name)), value: value)
        let answer = try await answer(headers: [field.name: field.value], body: "owl") {
            $0.apiKeys = ["another-key-of-it", Self.key]
        }
        #expect(answer.status == .ok)
    }

    @Test(arguments: [
        ("Authorization", "Bearer \(key)x"), ("Authorization", "Basic \(key)"),
        ("Authorization", key), ("X-API-Key", ""), ("X-API-Key", String(key.dropLast())),
        ("Cookie", key),
    ])
    func `a request without a key is turned away`(name: String, value: String) async throws {
        let field = HTTPField(name: try #require(HTTPField.Name(name)), value: value)
        let answer = try await answer(headers: [field.name: field.value], body: "owl") {
            $0.apiKeys = [Self.key]
        }
        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
        #expect(try code(of: answer) == "unauthorized")
    }

    @Test(arguments: ["/healthz", "/readyz", "/", "/page/x.js", "/openapi.json"])
    func `what tells nothing is open`(path: String) async throws {
        let found = try await answer(path, .get) { $0.apiKeys = [Self.key] }
        #expect(found.status != .unauthorized)
    }

    @Test(arguments: ["/metrics", "/v1/checkpoints", "/v1/label-sets", "/pages", "/healthz/x"])
    func `all else wants a key`(path: String) async throws {
        let found = try await answer(path, .get) { $0.apiKeys = [Self.key] }
        #expect(found.status == .unauthorized)
    }

    @Test func `also the page's address wants a key for what computes`() async throws {
        let found = try await answer("/", .post, body: "{}") { $0.apiKeys = [Self.key] }
        #expect(found.status == .unauthorized)
    }

    // MARK: Bodies

    @Test func `a body within the limit is taken`() async throws {
        let answer = try await answer(body: String(repeating: "o", count: 100)) {
            $0.limits.bodyBytes = 100
        }
        #expect(answer.status == .ok)
        #expect(answer.body.readableBytes == 100)
    }

    @Test(arguments: [true, false])
    func `a larger body is an error, whether it was announced or not`(isAnnounced: Bool)
        async throws
    {
        // The test client always announces; an announced length of 1 stands for none.
        let headers: HTTPFields = isAnnounced ? [:] : [.contentLength: "1"]
        let answer = try await answer(
            headers: headers, body: String(repeating: "o", count: 101)
        ) { $0.limits.bodyBytes = 100 }
        #expect(answer.status == .contentTooLarge)
        #expect(try code(of: answer) == "too-large")
    }

    @Test func `bodies that are too large together are turned away for now`() async throws {
        let answer = try await answer(body: String(repeating: "o", count: 101)) {
            $0.limits.bodyBytesInHand = 100
        }
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == "1")
        #expect(try code(of: answer) == "overloaded")
    }

    @Test func `a body's room is given back with its answer`() async throws {
        var configuration = ServerUnderTest.configuration
        configuration.limits.bodyBytesInHand = 150
        let server = try ServerUnderTest.make(configuration)
        let application = server.application { router in
            router.post("/v1/echo") { request, _ in try await request.body.collect(upTo: .max) }
        }
        try await application.test(.router) { client in
            for _ in 0..<3 {
                let answer = try await client.execute(
                    uri: "/v1/echo", method: .post,
                    body: ByteBuffer(string: String(repeating: "o", count: 100)))
                #expect(answer.status == .ok)
            }
        }
        #expect(server.metrics.text().contains("\nzeroshot_http_body_bytes_in_hand 0\n"))
    }

    // MARK: Browsers

    @Test func `answers tell browsers what they may be used for`() async throws {
        let data = try await answer(body: "owl")
        #expect(data.headers[.xContentTypeOptions] == "nosniff")
        #expect(data.headers[.cacheControl] == "no-store")
        #expect(
            data.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
        let page = try await answer("/a-page", .get)
        let policy = try #require(page.headers[.contentSecurityPolicy])
        #expect(policy.contains("script-src 'self';"))
        #expect(!policy.contains("unsafe"))
    }

    @Test func `errors have the same headers`() async throws {
        let found = try await answer("/nothing", .get)
        #expect(found.headers[.xContentTypeOptions] == "nosniff")
        #expect(found.headers[.cacheControl] == "no-store")
    }

    private static let page = "https://owls.example.org"

    @Test func `by default a page of another origin gets no answer that it can read`() async throws
    {
        let found = try await answer("/healthz", .get, headers: [.origin: Self.page])
        #expect(found.status == .ok)
        #expect(found.headers[.accessControlAllowOrigin] == nil)
    }

    /// A cache must not give a page what another one was answered.
    @Test func `where origins are listed every answer says that it depends on them`() async throws {
        for headers: HTTPFields in [[.origin: Self.page], [:]] {
            let found = try await answer("/healthz", .get, headers: headers) {
                $0.allowedOrigins = ["https://a.org"]
            }
            #expect(found.status == .ok)
            #expect(found.headers[.vary] == "Origin")
            #expect(found.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test func `a page of another origin cannot have anything computed`() async throws {
        for origin in [Self.page, "null", "http://localhost:1", "http://localhost.evil.example"] {
            let found = try await answer(headers: [.origin: origin], body: "owl")
            #expect(found.status == .forbidden)
            #expect(try code(of: found) == "origin-not-allowed")
        }
    }

    @Test func `the server's own page can`() async throws {
        // The test client asks for localhost.
        let found = try await answer(headers: [.origin: "http://localhost"], body: "owl")
        #expect(found.status == .ok)
    }

    @Test func `a listed origin can, and reads the answer and also errors`() async throws {
        for path in ["/v1/echo", "/v1/nothing"] {
            let found = try await answer(path, headers: [.origin: Self.page], body: "owl") {
                $0.allowedOrigins = ["https://a.org", Self.page]
            }
            #expect(found.headers[.accessControlAllowOrigin] == Self.page)
            #expect(found.headers[.vary] == "Origin")
            #expect(found.headers[.accessControlExposeHeaders]?.contains("X-Request-Id") == true)
        }
    }

    @Test func `a listed origin may ask before it asks, without a key`() async throws {
        let headers: HTTPFields = [.origin: Self.page, .accessControlRequestMethod: "PUT"]
        let found = try await answer(headers: headers, body: nil) {
            $0.allowedOrigins = [Self.page]
            $0.apiKeys = [Self.key]
        }
        #expect(found.status == .unauthorized)
        let preflight = try await answer("/v1/echo", .options, headers: headers) {
            $0.allowedOrigins = [Self.page]
            $0.apiKeys = [Self.key]
        }
        #expect(preflight.status == .noContent)
        #expect(preflight.headers[.accessControlAllowOrigin] == Self.page)
        #expect(preflight.headers[.accessControlAllowMethods]?.contains("PUT") == true)
        #expect(preflight.headers[.accessControlAllowHeaders]?.contains("X-API-Key") == true)
        let other = try await answer(
            "/v1/echo", .options,
            headers: [.origin: "https://evil.example", .accessControlRequestMethod: "PUT"]
        ) { $0.allowedOrigins = [Self.page] }
        #expect(other.status == .methodNotAllowed)
        #expect(other.headers[.accessControlAllowOrigin] == nil)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", "127.0.0.1:8080", true), ("https://A.org", "a.ORG", true),
        ("http://a.org:80", "a.org", false), ("null", "null", false), ("http://", "", true),
        ("http://a.org", nil, false),
    ])
    func `an origin is the server's own under the name that was asked`(
        origin: String, authority: String?, expected: Bool
    ) {
        #expect(BrowserGuardMiddleware.isOwn(origin, authority: authority) == expected)
    }
}
