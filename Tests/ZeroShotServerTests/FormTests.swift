import Foundation
import HTTPTypes
import NIOCore
import Testing
import ZeroShot

@testable import ZeroShotServer

/// Forms that clients send to `/v1/classify` and `/v1/embeddings`.
struct FormTests {
    /// A form of plain fields and, where it is asked for, the cat.
    private func form(_ fields: [(String, String)], withCat: Bool = true) throws -> ByteBuffer {
        var body: [UInt8] = []
        for (name, value) in fields {
            body += Array(
                "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        if withCat {
            body += Array(
                "--b\r\nContent-Disposition: form-data; name=image; filename=c.jpg\r\n\r\n".utf8)
            body += try Fixture.cat + Array("\r\n".utf8)
        }
        return ByteBuffer(bytes: body + Array("--b--\r\n".utf8))
    }

    private static let headers: HTTPFields = [.contentType: "multipart/form-data; boundary=b"]

    @Test(arguments: [
        ("curl-form", ["cat.jpg"], ["cat", "dog, big", "bird"], 2),
        ("curl-form-request", ["Kätzchen \"1\".jpg", "cat.jpg"], ["cat", "dog"], 2),
        ("requests-form", ["Kätzchen.jpg"], ["cat", "dog"], 2),
        ("httpx-form", ["Kätzchen.jpg"], ["cat", "dog"], 2),
    ])
    func `recorded forms are ranked`(
        name: String, sources: [String], labels: [String], places: Int
    ) async throws {
        try await APIClient.run { client in
            let answer = try await client.send(try RecordedRequest(name))
            #expect(answer.status == .ok)
            let report = try answer.json
            #expect(report["labels"] == .texts(labels))
            let images = try #require(report["images"]?.elements)
            #expect(images.map { $0["source"]?.text } == sources)
            for image in images {
                #expect(image["error"] == .null)
                #expect(image["predictions"]?.elements.count == places)
            }
        }
    }

    @Test func `a form and JSON that say the same get the same answer`() async throws {
        try await APIClient.run { client in
            let image = Data(try Fixture.cat).base64EncodedString()
            let byJSON = try await client.post(
                "/v1/classify",
                json: """
                    {"checkpoint": "demo", "images": [{"base64": "\(image)", "source": "c.jpg"}],
                     "prompts": {"cat": ["A cat."], "dog": ["A dog."]}, "withTemplates": true,
                     "templates": ["a {}", "the {}"], "averaging": "raw", "top": 1,
                     "threshold": 0.25, "explain": true, "containsPeople": true,
                     "consentPolicy": "They agreed."}
                    """)
            let byForm = try await client.send(
                .post, "/v1/classify", headers: Self.headers,
                body: try form([
                    ("checkpoint", "demo"), ("prompts", #"{"cat": ["A cat."], "dog": ["A dog."]}"#),
                    ("withTemplates", "true"), ("template", "a {}"), ("template", "the {}"),
                    ("averaging", "raw"), ("top", "1"), ("threshold", "0.25"), ("explain", "true"),
                    ("multiLabel", "false"), ("containsPeople", "true"),
                    ("consentPolicy", "They agreed."),
                ]))
            #expect(byForm.status == .ok)
            #expect(byForm.text == byJSON.text)
        }
    }

    @Test func `files of a form stand before images that its JSON names`() async throws {
        try await APIClient.run { client in
            let image = Data(try Fixture.cat).base64EncodedString()
            let answer = try await client.send(
                .post, "/v1/classify", headers: Self.headers,
                body: try form([
                    (
                        "request",
                        #"{"labels": ["cat", "dog"], "images": [{"base64": "\#(image)"}]}"#
                    )
                ]))
            #expect(
                try answer.json["images"]?.elements.map { $0["source"]?.text }
                    == ["c.jpg", "image 2"])
        }
    }

    @Test(
        arguments: [
            (
                [("labels", "cat,dog"), ("tempalte", "a {}")],
                "'tempalte' means nothing here. Known are image, request, checkpoint, labels, labelSet, "
                    + "prompts, template, templateSet, withTemplates, averaging, top, threshold, "
                    + "multiLabel, explain, containsPeople, consentPolicy."
            ),
            (
                [("labels", "cat,dog"), ("top", "many")],
                "top: found 'many' where a whole number from 1 to 1000000 was expected."
            ),
            (
                [("top", "1"), ("top", "2"), ("labels", "a,b")],
                "'top' stands there twice. Keep one."
            ),
            (
                [("labels", "cat,,dog")],
                "labels: Label 2: nothing stands between the commas. Write a label there, or take one "
                    + "comma away."
            ),
            (
                [("labels", "cat,dog"), ("explain", "yes")],
                "explain: found 'yes' where true or false was expected."
            ),
            (
                [("request", "{\"labels\": [\"a\", \"b\"]}"), ("top", "2")],
                "Give only one of request, top."
            ),
            (
                [("request", "{")],
                "The form field 'request' is not JSON: line 1, column 2: the end of the file where a "
                    + "name in quotes was expected."
            ),
        ] as [([(String, String)], String)])
    func `an error names the field`(fields: [(String, String)], message: String) async throws {
        try await APIClient.run { client in
            let answer = try await client.send(
                .post, "/v1/classify", headers: Self.headers, body: try form(fields))
            #expect(answer.status == .badRequest)
            #expect(try answer.error.message == message)
        }
    }

    @Test func `a form without a boundary is refused`() async throws {
        try await APIClient.run { client in
            let answer = try await client.send(
                .post, "/v1/classify", headers: [.contentType: "multipart/form-data"],
                body: try form([]))
            #expect(answer.status == .badRequest)
            #expect(try answer.error.message.contains("names no boundary"))
        }
    }

    @Test func `text that is not UTF-8 is refused`() async throws {
        try await APIClient.run { client in
            let body = ByteBuffer(
                bytes: Array(
                    "--b\r\nContent-Disposition: form-data; name=labels\r\n\r\n".utf8)
                    + [0xFF] + Array("\r\n--b--\r\n".utf8))
            let answer = try await client.send(
                .post, "/v1/classify", headers: Self.headers, body: body)
            #expect(
                try answer.error.message
                    == "The form field 'labels' holds bytes that are not UTF-8.")
        }
    }
}
