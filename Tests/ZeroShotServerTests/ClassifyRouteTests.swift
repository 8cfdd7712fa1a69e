import Foundation
import HTTPTypes
import NIOCore
import Testing
import ZeroShot

@testable import ZeroShotServer

struct ClassifyRouteTests {
    private static let labels = ["cat", "dog", "ship"]
    private static func image() throws -> String {
        "{\"base64\": \"\(Data(try Fixture.cat).base64EncodedString())\"}"
    }

    @Test func `the answer is the library's report with an id for each image`() async throws {
        let expected = try await Fixture.report(ClassificationRequest(labels: Self.labels))
        try await APIClient.run { client in
            let answer = try await client.post(
                "/v1/classify",
                json: "{\"images\": [\(Self.image())], \"labels\": [\"cat\", \"dog\", \"ship\"]}")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
            let image = try #require(try answer.json["images"]?[0])
            #expect(image.memberNames.prefix(2) == ["source", "id"])
            // Without the id, it is what the command prints.
            guard case .object(let members) = try answer.json,
                case .object(let imageMembers) = image
            else { throw APIClientError.notAnObject }
            let plain = OrderedJSON.object(
                members.map { member in
                    member.name == "images"
                        ? .init(
                            name: "images",
                            value: .array([.object(imageMembers.filter { $0.name != "id" })]))
                        : member
                })
            #expect(plain == (try OrderedJSON(parsing: try expected.text(as: .json))))
        }
    }

    @Test func `an image that cannot be read fails alone`() async throws {
        try await APIClient.run { client in
            let answer = try await client.post(
                "/v1/classify",
                json: """
                    {"images": [{"base64": "aGVsbG8gd29ybGQh", "source": "hello.txt"}, \
                    \(Self.image())], "labels": ["cat", "dog"]}
                    """)
            #expect(answer.status == .ok)
            let images = try #require(try answer.json["images"])
            #expect(images[0]?["source"] == "hello.txt")
            #expect(images[0]?["error"]?["code"] == "not-an-image")
            #expect(images[0]?["id"] == .null)
            #expect(images[1]?["source"] == "image 2")
            #expect(images[1]?["error"] == .null)
            #expect(images[1]?["predictions"]?.elements.count == 2)
        }
    }

    @Test func `what is asked beside the classes is passed on`() async throws {
        var request = ClassificationRequest(
            labels: Self.labels, templates: try TemplateSet(["{a class}", "the {class}"]))
        request.averaging = .raw
        request.top = 1
        request.threshold = 0.9
        request.explains = true
        request.people = .init(declared: true, consentPolicy: "They agreed.")
        let expected = try await Fixture.report(request)
        try await APIClient.run { client in
            let answer = try await client.post(
                "/v1/classify",
                json: """
                    {"checkpoint": "demo", "images": [\(Self.image())],
                     "labels": ["cat", " dog ", {"label": "ship"}],
                     "templates": ["{a class}", "the {class}"], "averaging": "raw", "top": 1,
                     "threshold": 0.9, "explain": true, "multiLabel": false,
                     "containsPeople": true, "consentPolicy": "They agreed."}
                    """)
            let report = try answer.json
            let image = try #require(
                try OrderedJSON(parsing: expected.text(as: .json))["images"]?[0])
            #expect(report["images"]?[0]?["predictions"] == image["predictions"])
            #expect(report["images"]?[0]?["confidence"] == image["confidence"])
            #expect(report["images"]?[0]?["explanation"] == image["explanation"])
            #expect(report["averaging"] == "raw")
            #expect(report["people"]?["consentPolicy"] == "They agreed.")
        }
    }

    @Test func `sentences stand alone, or beside templates`() async throws {
        try await APIClient.run { client in
            for (members, templates, prompts) in [
                ("", 0, 3), (", \"withTemplates\": true", 3, 9),
                (", \"withTemplates\": true, \"templateSet\": \"hf\"", 1, 5),
            ] {
                let answer = try await client.post(
                    "/v1/classify",
                    json: """
                        {"images": [\(Self.image())], "prompts": {"cat": ["A cat purrs.", \
                        "Soft fur."], "dog": ["A dog barks."]}\(members)}
                        """)
                let report = try answer.json
                #expect(report["templates"]?.elements.count == templates)
                #expect(report["prompts"]?["count"] == .integer(prompts))
                #expect(report["labels"] == .texts(["cat", "dog"]))
            }
        }
    }

    @Test func `a refusal is answered with its code`() async throws {
        try await APIClient.run { client in
            for (labels, code) in [
                ("[\"cat\", \"Cat\"]", "too-few-labels"),
                ("[\"Asian person\", \"dog\"]", "restricted-protected"),
                ("[\"happy man\", \"sad woman\"]", "people-without-policy"),
            ] {
                let answer = try await client.post(
                    "/v1/classify", json: "{\"images\": [\(Self.image())], \"labels\": \(labels)}")
                #expect(answer.status == .unprocessableContent)
                #expect(try answer.error.code == code)
            }
        }
    }

    /// A body, and below it what is said of it.
    private static let mistakes = #"""
        {"images": [{"base64": "aaaa"}, {"base64": "aa_a"}], "labels": ["a"]}
            images[1].base64: character 2 is '_', which base64 (RFC 4648, section 4) does not have. It has letters, digits, +, / and = at the end, and no line ends.
        {"images": [{"base64": 7}], "labels": ["a"]}
            images[0].base64: found 7 where a text was expected.
        {"images": [{"path": "a"}], "labels": ["a"]}
            'images[0].path' means nothing here. Known are base64, url, id, source.
        {"images": [{}], "labels": ["a"]}
            images[0] is missing: 'base64', 'url' or 'id' says it.
        {"images": [{"base64": "", "id": "x"}], "labels": ["a"]}
            Give only one of images[0].base64, images[0].id.
        {"images": [{"id": "sha256:12"}], "labels": ["a"]}
            images[0].id: found 'sha256:12' where 'sha256:' and 64 hexadecimal digits in lower case was expected.
        {"labels": ["a"]}
            images is missing: at least one image is needed.
        {"images": [{"base64": ""}]}
            The request is missing: 'labels', 'prompts' or 'labelSet' names the classes.
        {"images": [{"base64": ""}], "labels": ["a", 7]}
            labels[1]: found a number where a class was expected. A class is a text, or an object with 'label' and, where they are wanted, 'names' and 'description'.
        {"images": [{"base64": ""}], "labels": []}
            labels: found an empty list where at least two labels was expected.
        {"images": [{"base64": ""}], "labels": ["a"], "labels": ["b"]}
            'labels' stands there twice. Keep one.
        {"images": [{"base64": ""}], "labels": ["a"], "templates": ["a {"]}
            templates[0]: The template 'a {' has a stray '{' at column 3. A template has one place for the class name, written {class}, {}, {c} or {a class}, and no other brace: 'a photo of a {class}'.
        {"images": [{"base64": ""}], "labels": ["a"], "top": 0}
            top: found 0 where a whole number from 1 to 1000000 was expected.
        {"images": [{"base64": ""}], "labels": ["a"], "threshold": "0.2"}
            threshold: found '0.2' where a number from -1 to 1 was expected.
        {"images": [{"base64": ""}], "labels": ["a"], "averaging": "mean"}
            averaging: found 'mean' where 'normalized' or 'raw' was expected.
        {"images": [{"base64": ""}], "labels": ["a"], "consentPolicy": " "}
            consentPolicy: found ' ' where the terms under which the people agreed was expected.
        {"images": [{"base64": ""}], "labelSet": "animals", "templates": ["{}"]}
            templates: a label set holds labels, prompts and averaging; leave it out, or leave out labelSet.
        {"images": [{"base64": ""}], "prompts": {"a": [1]}}
            prompts: class 'a': sentence 1: found a number where a text was expected. A prompts file reads {"tree frog": ["A tree frog is small.", ...], ...}.
        {"images": [{"base64": ""}], "prompts": {"a": ["b"]}, "labels": ["a"]}
            Give only one of labels, prompts.
        {"images": [{"base64": ""}], "labelSet": "../x"}
            '../x' cannot be the name of a label set: a name has 1 to 64 letters a-z and A-Z, digits, dots, underscores and hyphens, and does not begin with a dot.
        {"images": [{"url": "https://example.com/a.jpg"}], "labels": ["a", "b"]}
            images[0].url: this server fetches no images. Send the image itself, or have the operator start the server with --fetch-urls.
        [1]
            The request: found a list where an object was expected.
        {"images" [
            The request's body is not JSON: line 1, column 11: '[' where ':' was expected.
        """#.split(separator: "\n").map(String.init)

    @Test(arguments: Array(stride(from: 0, to: mistakes.count, by: 2)))
    func `an error says which member is wrong`(line: Int) async throws {
        let message = Self.mistakes[line + 1].trimmingCharacters(in: .whitespaces)
        try await APIClient.run { client in
            let answer = try await client.post("/v1/classify", json: Self.mistakes[line])
            #expect(answer.status == .badRequest)
            #expect(try answer.error.message == message)
        }
    }

    @Test func `the sets of templates are not files`() async throws {
        try await APIClient.run { client in
            let answer = try await client.post(
                "/v1/classify",
                json: """
                    {"images": [{"base64": ""}], "labels": ["a"], "templateSet": "/etc/passwd"}
                    """)
            let names = TemplateSet.named.map(\.name).joined(separator: ", ")
            #expect(
                try answer.error.message
                    == "templateSet: there is no set '/etc/passwd'. The sets are \(names).")
        }
    }

    @Test func `a request needs a body`() async throws {
        try await APIClient.run { client in
            let answer = try await client.post("/v1/classify", json: "")
            #expect(answer.status == .badRequest)
            #expect(try answer.error.message == "The request has no body.")
        }
    }

    /// A limit that is set too low for a request, and what is said then.
    struct LowLimit: Sendable {
        let set: @Sendable (inout ServerLimits) -> Void
        let message: String
    }

    private static let lowLimits = [
        LowLimit(
            set: { $0.images = 1 },
            message: "The request has 2 images; the limit of this server is 1."),
        LowLimit(
            set: { $0.labels = 2 },
            message: "The request has 3 labels; the limit of this server is 2."),
        LowLimit(
            set: { $0.prompts = 8 },
            message: "The request has 9 prompts; the limit of this server is 8."),
        LowLimit(
            set: { $0.promptLength = 20 },
            message: "A template has 22 characters; the limit of this server is 20."),
        LowLimit(
            set: { $0.bodyBytes = 100 },
            message: "The request's body is larger than the 100 bytes that this server takes. Send "
                + "smaller images, or fewer in one request."),
    ]

    @Test(arguments: lowLimits)
    func `a limit is checked before anything is computed`(limit: LowLimit) async throws {
        var configuration = ServerUnderTest.configuration
        limit.set(&configuration.limits)
        // No such checkpoint can be opened: an error of that would come first.
        configuration.checkpoints = ["/nowhere"]
        try await APIClient.run(configuration) { client in
            let answer = try await client.post(
                "/v1/classify",
                json: """
                    {"images": [{"base64": "AAAA"}, {"base64": "AAAA"}],
                     "labels": ["cat", "dog", "ship"],
                     "templates": ["{}", "a {}", "a photo of the {class}"]}
                    """)
            #expect(answer.status == .contentTooLarge)
            let error = try answer.error
            #expect(error.code == "too-large")
            #expect(error.message == limit.message)
        }
    }

    @Test func `another type of body is not taken`() async throws {
        try await APIClient.run { client in
            let answer = try await client.send(
                .post, "/v1/classify", headers: [.contentType: "image/jpeg"],
                body: ByteBuffer(bytes: try Fixture.cat))
            #expect(answer.status == .unsupportedMediaType)
            #expect(
                try answer.error.message
                    == "The body is of the type 'image/jpeg'; this route takes application/json or "
                    + "multipart/form-data.")
        }
    }

    @Test func `images are fetched where that is allowed, each failing alone`() async throws {
        struct Lost: Error {}
        let cat = try Fixture.cat
        try await APIClient.run(fetchImage: { address in
            guard address.hasSuffix("cat.jpg") else { throw Lost() }
            return cat
        }) { client in
            let urls = (0..<9).map {
                "{\"url\": \"http://a.example/\($0 == 4 ? "x" : "cat.jpg")\"}"
            }
            let answer = try await client.post(
                "/v1/classify",
                json:
                    "{\"images\": [\(urls.joined(separator: ", "))], \"labels\": [\"cat\", \"dog\"]}"
            )
            #expect(answer.status == .ok)
            let images = try #require(try answer.json["images"]?.elements)
            #expect(images.count == 9)
            for (index, image) in images.enumerated() {
                #expect((image["error"] == .null) == (index != 4))
            }
            #expect(images[0]["source"] == "http://a.example/cat.jpg")
            #expect(images[4]["source"] == "http://a.example/x")
        }
    }

    @Test func `nothing is fetched for a request that is refused`() async throws {
        try await APIClient.run(fetchImage: { _ in
            Issue.record("fetched")
            return []
        }) { client in
            let answer = try await client.post(
                "/v1/classify",
                json: """
                    {"images": [{"url": "http://a.example/cat.jpg"}], "labels": ["cat", "cat"]}
                    """)
            #expect(try answer.error.code == "too-few-labels")
        }
    }
}

enum APIClientError: Error {
    case notAnObject
}
