import Foundation
import HTTPTypes
import NIOCore
import Testing
import ZeroShot

@testable import ZeroShotServer

struct EmbeddingsRouteTests {
    @Test func `images and texts get the library's vectors`() async throws {
        let checkpoint = try Checkpoint("demo")
        let classifier = ZeroShotClassifier(checkpoint: checkpoint, threads: 1)
        let read = ImageReader(checkpoint: checkpoint).read(try Fixture.cat, source: "cat.jpg")
        let image = try #require(try await classifier.embed([read])[0].embedding)
        let long = String(repeating: "frog ", count: 100)
        let tokens = try ["a cat", long].map(checkpoint.loadTokenizer().encode)
        let texts = try await classifier.encoder.embed(texts: tokens)
        try await APIClient.run { client in
            let base64 = Data(try Fixture.cat).base64EncodedString()
            let answer = try await client.post(
                "/v1/embeddings",
                json: """
                    {"checkpoint": "demo", "images": [{"base64": "\(base64)", "source": "cat.jpg"}, \
                    {"base64": "AAAA"}], "texts": ["a cat", "\(long)"]}
                    """)
            #expect(answer.status == .ok)
            let json = try answer.json
            #expect(json["checkpoint"]?["id"] == "demo")
            #expect(json["images"]?[0]?["source"] == "cat.jpg")
            #expect(
                json["images"]?[0]?["embedding"]?.elements.compactMap(\.number).map { Float($0) }
                    == image)
            #expect(json["images"]?[1]?["embedding"] == .null)
            #expect(json["images"]?[1]?["error"]?["code"] == "not-an-image")
            for row in 0..<2 {
                #expect(
                    json["texts"]?[row]?["embedding"]?.elements.compactMap(\.number)
                        .map { Float($0) } == texts[row])
            }
            #expect(json["texts"]?[0]?["truncated"] == .null)
            #expect(
                json["texts"]?[1]?["truncated"]?["limit"] == .count(tokens[1].truncation?.limit))
        }
    }

    @Test func `a form embeds its files and texts`() async throws {
        try await APIClient.run { client in
            var body = Array(
                "--b\r\nContent-Disposition: form-data; name=text\r\n\r\na cat\r\n".utf8)
            body += Array("--b\r\nContent-Disposition: form-data; name=text\r\n\r\na dog\r\n".utf8)
            body += Array("--b\r\nContent-Disposition: form-data; name=image\r\n\r\n".utf8)
            body += try Fixture.cat + Array("\r\n--b--\r\n".utf8)
            let answer = try await client.send(
                .post, "/v1/embeddings",
                headers: [.contentType: "multipart/form-data; boundary=b"],
                body: ByteBuffer(bytes: body))
            let json = try answer.json
            #expect(json["texts"]?.elements.map { $0["text"] } == ["a cat", "a dog"])
            #expect(json["images"]?.elements.map { $0["source"] } == ["image 1"])
        }
    }

    @Test(arguments: [
        ("{}", 400, "The request is missing: 'images' or 'texts' says what to embed."),
        (#"{"texts": ["a", 1]}"#, 400, "texts[1]: found 1 where a text was expected."),
        (
            #"{"text": "a"}"#, 400,
            "'text' means nothing here. Known are checkpoint, images, texts, consentPolicy."
        ),
        (
            #"{"texts": ["abcdefghijk"]}"#, 413,
            "A text has 11 characters; the limit of this server is 10."
        ),
        (
            #"{"texts": ["a", "b", "c"]}"#, 413,
            "The request has 3 texts; the limit of this server is 2."
        ),
    ])
    func `an error says what is wrong`(json: String, status: Int, message: String) async throws {
        var configuration = ServerUnderTest.configuration
        configuration.limits.promptLength = 10
        configuration.limits.prompts = 2
        try await APIClient.run(configuration) { client in
            let answer = try await client.post("/v1/embeddings", json: json)
            #expect(answer.status.code == status)
            #expect(try answer.error.message == message)
        }
    }
}

struct ListRouteTests {
    @Test func `checkpoints are listed with the default one`() async throws {
        var configuration = ServerUnderTest.configuration
        configuration.checkpoints = ["demo", "openai/clip-vit-base-patch32"]
        try await APIClient.run(configuration) { client in
            let before = try await client.send(.get, "/v1/checkpoints").json
            #expect(
                before["checkpoints"]
                    == .array([
                        [
                            "name": "demo", "default": .bool(true), "loaded": .bool(false),
                            "summary": .null,
                        ],
                        [
                            "name": "openai/clip-vit-base-patch32", "default": .bool(false),
                            "loaded": .bool(false), "summary": .null,
                        ],
                    ]))
            _ = try await client.post("/v1/embeddings", json: #"{"texts": ["a cat"]}"#)
            let after = try await client.send(.get, "/v1/checkpoints").json
            #expect(after["checkpoints"]?[0]?["loaded"] == .bool(true))
            #expect(after["checkpoints"]?[0]?["summary"]?["family"] == "OpenCLIP")
        }
    }

    @Test func `sets of templates are listed with their templates`() async throws {
        try await APIClient.run { client in
            let sets = try #require(
                try await client.send(.get, "/v1/template-sets").json["templateSets"]?.elements)
            #expect(sets.map { $0["name"]?.text } == TemplateSet.named.map(\.name))
            #expect(
                sets.first { $0["name"] == "hf" }?["templates"]
                    == .texts(["This is a photo of {}."]))
        }
    }
}
