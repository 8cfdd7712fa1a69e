import Foundation
import HTTPTypes
import NIOCore
import Testing
import ZeroShot

@testable import ZeroShotServer

struct HuggingFaceRouteTests {
    /// What `zeroshot classify --format hf` prints for the cat.
    private static func expected(_ labels: [String], _ template: String? = nil) async throws
        -> String
    {
        var request = ClassificationRequest(
            labels: labels, templates: try template.map { try TemplateSet([$0]) } ?? .huggingFace)
        request.top = labels.count
        return try await Fixture.report(request).text(as: .hf)
    }

    @Test(arguments: ["bytes", "path", "model"])
    func `the client of huggingface_hub gets what the command prints`(kind: String) async throws {
        let expected = try await Self.expected(
            ["cat", "dog"], kind == "path" ? "a photo of a {}" : nil)
        try await APIClient.run { client in
            let request = try RecordedRequest("inference-client-\(kind)")
            let answer = try await client.send(
                request, to: kind == "model" ? "/models/demo" : nil)
            #expect(answer.status == .ok)
            #expect(answer.text == expected)
        }
    }

    @Test func `curl's bodies are taken as they come`() async throws {
        let two = try await Self.expected(["cat", "dog"])
        let three = try await Self.expected(["cat", "dog", "bird"])
        try await APIClient.run { client in
            for (name, expected) in [
                ("curl-raw", three), ("curl-raw-untyped", two), ("curl-hf-untyped", two),
            ] {
                let answer = try await client.send(try RecordedRequest(name))
                #expect(answer.status == .ok)
                #expect(answer.text == expected)
            }
        }
    }

    @Test func `a model's id in the path may have a slash`() async throws {
        var configuration = ServerUnderTest.configuration
        let demo = try CheckpointLocation(local: "demo")
        configuration.checkpoints = ["/nowhere", "our/demo"]
        let service = try InferenceService(configuration) { name in
            #expect(name == "our/demo")
            return demo
        }
        let expected = try await Self.expected(["cat", "dog"])
        try await APIClient.run(configuration, service: service) { client in
            let request = try RecordedRequest("inference-client-model")
            #expect(request.uri == "/models/openai/clip-vit-base-patch32")
            for uri in [
                "/models/our/demo", "/models/our%2Fdemo",
                "/pipeline/zero-shot-image-classification/our/demo",
            ] {
                let answer = try await client.send(request, to: uri)
                #expect(answer.text == expected)
            }
        }
    }

    @Test(arguments: [
        #"{"image": "IMAGE", "parameters": {"candidate_labels": "cat,dog"}}"#,
        #"{"inputs": {"image": "IMAGE", "candidateLabels": ["cat", "dog"]}}"#,
        #"{"inputs": "data:image/jpeg;base64,IMAGE", "parameters": {"candidate_labels": ["cat", "dog"]}}"#,
        #"{"inputs": "IMAGE", "parameters": {"candidate_labels": ["cat", "dog"], "hypothesis_template": null}, "options": {"use_cache": false}}"#,
    ])
    func `what clients sent before is taken too`(json: String) async throws {
        let expected = try await Self.expected(["cat", "dog"])
        let image = Data(try Fixture.cat).base64EncodedString()
        try await APIClient.run { client in
            let answer = try await client.post("/", json: json.replacing("IMAGE", with: image))
            #expect(answer.text == expected)
        }
    }

    @Test func `an error is a sentence, with its code in a header`() async throws {
        try await APIClient.run { client in
            let image = ByteBuffer(bytes: try Fixture.cat)
            let none = try await client.send(.post, "/", body: image)
            #expect(none.status == .badRequest)
            #expect(none.headers[.errorCode] == "invalid-request")
            #expect(none.headers[.requestID] != nil)
            #expect(
                try none.json == [
                    "error": """
                    candidate_labels is missing: labels of a raw image stand in the query, as in \
                    ?candidate_labels=owl,fox.
                    """
                ])
            let both = try await client.post(
                "/?hypothesis_template=a",
                json: #"{"inputs": "AAAA", "parameters": {"candidate_labels": "a,b"}}"#)
            #expect(
                try both.json == [
                    "error": """
                    hypothesis_template: labels and template of JSON stand in the JSON, not in the \
                    query.
                    """
                ])
            let refused = try await client.send(.post, "/?candidate_labels=cat", body: image)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.headers[.errorCode] == "too-few-labels")
            let unknown = try await client.send(
                .post, "/?candidate_labels=cat,dog&labels=x", body: image)
            #expect(
                try unknown.json == [
                    "error":
                        "'labels' means nothing here. Known are candidate_labels, hypothesis_template."
                ])
        }
    }

    @Test(arguments: [
        ("hello world!", 415, "unsupported-image"),
        ("%PDF-1.7 ...........", 415, "unsupported-image"),
    ])
    func `what is no image is answered by its kind`(
        text: String, status: Int, code: String
    ) async throws {
        try await APIClient.run { client in
            let answer = try await client.send(
                .post, "/?candidate_labels=cat,dog", body: ByteBuffer(string: text))
            #expect(answer.status.code == status)
            #expect(answer.headers[.errorCode] == code)
        }
    }

    @Test func `an image that is cut is a bad request`() async throws {
        try await APIClient.run { client in
            let answer = try await client.send(
                .post, "/?candidate_labels=cat,dog",
                body: ByteBuffer(bytes: try Fixture.cat.prefix(700)))
            #expect(answer.status == .badRequest)
            #expect(answer.headers[.errorCode] == "truncated-image")
        }
    }

    @Test func `labels and template of a query are decoded`() async throws {
        let expected = try await Self.expected(["tree frog", "dog, big", "ca+t"], "a {}!")
        try await APIClient.run { client in
            let answer = try await client.send(
                .post,
                "/?candidate_labels=tree+frog,%22dog,%20big%22&candidate_labels=ca%2Bt"
                    + "&hypothesis_template=a%20%7B%7D!",
                body: ByteBuffer(bytes: try Fixture.cat))
            #expect(answer.text == expected)
        }
    }
}
