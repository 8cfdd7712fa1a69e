import Foundation
import HTTPTypes
import NIOCore
import Testing
import ZeroShot

@testable import ZeroShotServer

struct LabelSetRouteTests {
    private static let file = "application/octet-stream"
    private static let animals = #"{"labels": ["cat", "dog", "ship"], "templates": ["a {}"]}"#

    private func classify(_ client: APIClient, _ classes: String) async throws -> OrderedJSON {
        let image = Data(try Fixture.cat).base64EncodedString()
        return try await client.post(
            "/v1/classify", json: "{\"images\": [{\"base64\": \"\(image)\"}], \(classes)}"
        ).json
    }

    @Test func `a label set ranks as its labels do`() async throws {
        try await APIClient.run { client in
            let made = try await client.put("/v1/label-sets/animals-1.x", json: Self.animals)
            #expect(made.status == .created)
            #expect(try made.json["name"] == "animals-1.x")
            #expect(try made.json["labels"] == .texts(["cat", "dog", "ship"]))
            #expect(try made.json["templates"] == .texts(["a {}"]))
            #expect(try made.json["checkpoint"] == "demo")
            let again = try await client.put("/v1/label-sets/animals-1.x", json: Self.animals)
            #expect(again.status == .ok)
            #expect(again.bytes == made.bytes)

            let byName = try await classify(client, #""labelSet": "animals-1.x""#)
            let byLabels = try await classify(
                client, #""labels": ["cat", "dog", "ship"], "templates": ["a {}"]"#)
            #expect(byName["images"]?[0]?["predictions"] == byLabels["images"]?[0]?["predictions"])
            #expect(byName["labelSet"]?["path"] == "animals-1.x")
            #expect(byName["labelSet"]?["sha256"] == (try made.json["sha256"]))
        }
    }

    @Test func `the file goes out and comes in as it is`() async throws {
        try await APIClient.run { client in
            _ = try await client.put("/v1/label-sets/a", json: Self.animals)
            let file = try await client.send(
                .get, "/v1/label-sets/a", headers: [.accept: Self.file])
            #expect(file.headers[.contentType] == Self.file)
            #expect(
                file.headers[.contentDisposition] == "attachment; filename=\"a.labelset\"")
            let labelSet = try LabelSet(file.bytes, name: "a")
            #expect(labelSet.prompts.labels == ["cat", "dog", "ship"])
            let put = try await client.send(
                .put, "/v1/label-sets/b", headers: [.contentType: Self.file],
                body: ByteBuffer(bytes: file.bytes))
            #expect(put.status == .created)
            let back = try await client.send(
                .get, "/v1/label-sets/b", headers: [.accept: Self.file])
            #expect(back.bytes == file.bytes)
            let list = try await client.send(.get, "/v1/label-sets").json
            #expect(list["labelSets"]?.elements.map { $0["name"] } == ["a", "b"])
            #expect(list["labelSets"]?[1]?["bytes"] == .integer(file.bytes.count))
            #expect(list["labelSets"]?[1]?["error"] == .null)
        }
    }

    @Test func `a label set is removed once`() async throws {
        try await APIClient.run { client in
            _ = try await client.put("/v1/label-sets/a", json: Self.animals)
            let removed = try await client.send(.delete, "/v1/label-sets/a")
            #expect(removed.status == .noContent)
            #expect(removed.bytes.isEmpty)
            for answer in [
                try await client.send(.delete, "/v1/label-sets/a"),
                try await client.send(.get, "/v1/label-sets/a"),
            ] {
                #expect(answer.status == .notFound)
                #expect(try answer.error.code == "unknown-label-set")
                #expect(
                    try answer.error.message
                        == "There is no label set 'a'. GET /v1/label-sets lists those there are.")
            }
            let image = "{\"images\": [{\"base64\": \"\"}], \"labelSet\": \"a\"}"
            let answer = try await client.post("/v1/classify", json: image)
            #expect(answer.status == .notFound)
        }
    }

    @Test func `a refusal keeps nothing`() async throws {
        try await APIClient.run { client in
            let answer = try await client.put(
                "/v1/label-sets/a", json: #"{"labels": ["Asian person", "white man"]}"#)
            #expect(answer.status == .unprocessableContent)
            #expect(try answer.error.code == "restricted-protected")
            let list = try await client.send(.get, "/v1/label-sets").json
            #expect(list["labelSets"] == .array([]))
        }
    }

    @Test(arguments: [
        ("PUT", ".hidden"), ("PUT", "a%2Fb"), ("PUT", "..%2F..%2Fetc"),
        ("DELETE", "%2e%2e"), ("PUT", "a b"), ("PUT", "a%00"), ("PUT", "caf%C3%A9"),
        ("PUT", String(repeating: "a", count: 65)),
    ])
    func `a name is no path`(method: String, name: String) async throws {
        try await APIClient.run { client in
            let answer = try await client.send(
                try #require(HTTPRequest.Method(method)), "/v1/label-sets/\(name)",
                headers: [.contentType: "application/json"], body: ByteBuffer(string: Self.animals))
            #expect(answer.status == .badRequest)
            #expect(try answer.error.message.contains("cannot be the name of a label set"))
        }
    }

    @Test func `what cannot be compiled says why`() async throws {
        try await APIClient.run { client in
            for (json, message) in [
                (
                    #"{"labelSet": "a"}"#,
                    "'labelSet' means nothing here. Known are checkpoint, labels, prompts, templates, "
                        + "templateSet, withTemplates, averaging, containsPeople, consentPolicy."
                ),
                (
                    #"{"checkpoint": "demo"}"#,
                    "The request is missing: 'labels' or 'prompts' names the classes."
                ),
            ] {
                let answer = try await client.put("/v1/label-sets/a", json: json)
                #expect(answer.status == .badRequest)
                #expect(try answer.error.message == message)
            }
            let damaged = try await client.send(
                .put, "/v1/label-sets/a", headers: [.contentType: Self.file],
                body: ByteBuffer(string: "zeroshot.labelset/1 10\n"))
            #expect(damaged.status == .badRequest)
            #expect(try damaged.error.message.hasPrefix("a: "))
            let other = try await client.send(
                .put, "/v1/label-sets/a", headers: [.contentType: "text/csv"],
                body: ByteBuffer(string: "x"))
            #expect(other.status == .unsupportedMediaType)
        }
    }

    @Test func `no more are kept than may be`() async throws {
        var configuration = ServerUnderTest.configuration
        configuration.limits.labelSets = 1
        try await APIClient.run(configuration) { client in
            _ = try await client.put("/v1/label-sets/a", json: Self.animals)
            let answer = try await client.put("/v1/label-sets/b", json: Self.animals)
            #expect(answer.status.code == 507)
            #expect(try answer.error.code == "too-many-label-sets")
            #expect(
                try answer.error.message
                    == "This server keeps at most 1 label sets, and has as many. DELETE one first.")
            #expect(try await client.put("/v1/label-sets/a", json: Self.animals).status == .ok)
        }
    }
}
