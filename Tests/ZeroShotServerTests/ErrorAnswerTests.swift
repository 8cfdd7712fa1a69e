import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import ZeroShotServer

/// What a request is answered with that is not carried out.
struct ErrorAnswerTests {
    @Test func `an unknown path of the API is answered in the form of the API`() async throws {
        try await ServerUnderTest.make().application().test(.router) { client in
            let answer = try await client.execute(
                uri: "/v1/owls", method: .get, headers: [.requestID: "owl-1"])
            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
            #expect(answer.headers[.requestID] == "owl-1")
            #expect(
                String(buffer: answer.body) == """
                    {"error":{"code":"not-found","message":"There is nothing at /v1/owls. \
                    GET /openapi.json lists what can be asked for.","requestId":"owl-1"}}
                    """)
        }
    }

    @Test func `an unknown path of Hugging Face's API is answered in its form`() async throws {
        try await ServerUnderTest.make().application().test(.router) { client in
            let answer = try await client.execute(uri: "/pipeline/poem/owl", method: .post)
            #expect(answer.status == .notFound)
            #expect(answer.headers[.errorCode] == "not-found")
            let object = try JSONDecoder().decode(
                [String: String].self, from: Data(answer.body.readableBytesView))
            #expect(object.keys.elementsEqual(["error"]))
        }
    }

    @Test func `another method of a known path is answered with those that it takes`()
        async throws
    {
        try await ServerUnderTest.make().application().test(.router) { client in
            let answer = try await client.execute(uri: "/healthz", method: .delete)
            #expect(answer.status == .methodNotAllowed)
            #expect(answer.headers[.allow] == "GET, HEAD")
        }
    }

    @Test(arguments: [
        "", "two words", "line\nbreak", "\"quoted\"", String(repeating: "a", count: 65), "ö",
    ])
    func `an id that could do harm in a header or a log is replaced`(id: String) {
        #expect(RequestIDMiddleware.usable(id) == nil)
    }

    @Test func `each request has an id of its own`() async throws {
        try await ServerUnderTest.make().application().test(.router) { client in
            var ids: Set<String> = []
            for _ in 0..<3 {
                let answer = try await client.execute(uri: "/healthz", method: .get)
                ids.insert(try #require(answer.headers[.requestID]))
            }
            #expect(ids.count == 3)
            #expect(ids.allSatisfy { $0.count == 16 })
        }
    }
}
