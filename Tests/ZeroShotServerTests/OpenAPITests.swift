import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing
import ZeroShot

@testable import ZeroShotServer

struct OpenAPITests {
    private static func document(
        _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> OrderedJSON {
        var configuration = ServerUnderTest.configuration
        change(&configuration)
        return try OrderedJSON(parsing: OpenAPIDocument(configuration: configuration).text)
    }

    private static let methods = ["get", "put", "post", "delete", "patch", "head", "options"]

    @Test func `the document and the router have the same routes`() throws {
        let router = Router(context: ServerRequestContext.self)
        try ServerUnderTest.make().addRoutes(to: router)
        let served = Set(
            router.routes.map { route in
                let path = route.path.description.replacing("**", with: "{id}")
                return "\(route.method.rawValue) \(path)"
            })
        var described: Set<String> = []
        for path in try #require(try Self.document()["paths"]).memberNames {
            for method in try #require(try Self.document()["paths"]?[path]).memberNames
            where Self.methods.contains(method) {
                described.insert("\(method.uppercased()) \(path)")
            }
        }
        #expect(served.subtracting(described) == [])
        #expect(described.subtracting(served) == [])
    }

    @Test func `every reference leads somewhere and every part is used`() throws {
        let document = try Self.document()
        var references: Set<String> = []
        func walk(_ json: OrderedJSON) {
            if let reference = json["$ref"]?.text { references.insert(reference) }
            switch json {
            case .object(let members): members.forEach { walk($0.value) }
            case .array(let elements): elements.forEach(walk)
            default: break
            }
        }
        walk(document)
        let kinds = ["schemas", "headers"]
        for reference in references {
            let parts = reference.split(separator: "/").dropFirst().map(String.init)
            let target = parts.reduce(document as OrderedJSON?) { $0?[$1] }
            #expect(target != nil, "\(reference) leads nowhere")
        }
        for kind in kinds {
            for name in try #require(document["components"]?[kind]).memberNames {
                #expect(references.contains("#/components/\(kind)/\(name)"), "\(name) is not used")
            }
        }
    }

    @Test func `every operation has a name of its own, a summary and a result`() throws {
        let paths = try #require(try Self.document()["paths"])
        var names: [String] = []
        for path in paths.memberNames {
            for method in try #require(paths[path]).memberNames where Self.methods.contains(method)
            {
                let operation = try #require(paths[path]?[method])
                names.append(try #require(operation["operationId"]?.text))
                #expect(operation["summary"]?.text?.isEmpty == false)
                let answers = try #require(operation["responses"]).memberNames
                #expect(answers.contains { $0.hasPrefix("2") })
                #expect(Set(answers).count == answers.count)
            }
        }
        #expect(Set(names).count == names.count)
    }

    @Test func `examples are what their schemas say`() throws {
        let document = try Self.document()
        let schemas = Schemas(document)
        var count = 0
        func walk(_ json: OrderedJSON) {
            if let schema = json["schema"], let example = json["example"] {
                count += 1
                #expect(schemas.problem(with: example, as: schema) == nil)
            }
            for (name, schema) in json.membersByName where schema["type"] != nil {
                for example in schema["examples"]?.elements ?? [] {
                    count += 1
                    #expect(schemas.problem(with: example, as: schema) == nil, "\(name)")
                }
            }
            switch json {
            case .object(let members): members.forEach { walk($0.value) }
            case .array(let elements): elements.forEach(walk)
            default: break
            }
        }
        walk(document)
        #expect(count > 15)
    }

    @Test func `real answers are what their schemas say`() async throws {
        let document = try Self.document()
        let schemas = Schemas(document)
        try await APIClient.run { client in
            let labelSet = try await client.put(
                "/v1/label-sets/a", json: #"{"labels": ["cat", "dog"]}"#)
            let image = Data(try Fixture.cat).base64EncodedString()
            let answers = [
                ("Report", try await client.send(try RecordedRequest("curl-form-request"))),
                (
                    "Report",
                    try await client.post(
                        "/v1/classify",
                        json: """
                            {"images": [{"base64": "\(image)"}, {"base64": "AAAA"}],
                             "labelSet": "a", "explain": true}
                            """)
                ),
                (
                    "Embeddings",
                    try await client.post(
                        "/v1/embeddings",
                        json: """
                            {"images": [{"base64": "\(image)"}, {"base64": "AAAA"}],
                             "texts": ["a", "\(String(repeating: "frog ", count: 99))"]}
                            """)
                ),
                ("CheckpointList", try await client.send(.get, "/v1/checkpoints")),
                ("TemplateSetList", try await client.send(.get, "/v1/template-sets")),
                ("LabelSetDescription", labelSet),
                ("LabelSetList", try await client.send(.get, "/v1/label-sets")),
                (
                    "HuggingFaceScores",
                    try await client.send(try RecordedRequest("inference-client-bytes"))
                ),
                ("HuggingFaceError", try await client.send(.post, "/")),
                ("Error", try await client.post("/v1/classify", json: "{}")),
                ("Error", try await client.send(.delete, "/v1/label-sets/b")),
            ]
            for (schema, answer) in answers {
                let problem = schemas.problem(
                    with: try answer.json, as: ["$ref": .string("#/components/schemas/\(schema)")])
                #expect(problem == nil, "\(schema): \(answer.text.prefix(300))")
            }
        }
    }

    @Test func `requests that tests send are what their schemas say`() throws {
        let schemas = Schemas(try Self.document())
        for (name, schema) in [
            ("curl-json", "ClassifyRequest"), ("inference-client-bytes", "HuggingFaceRequest"),
            ("inference-client-path", "HuggingFaceRequest"),
            ("curl-hf-untyped", "HuggingFaceRequest"),
        ] {
            let body = try OrderedJSON(parsing: Array(buffer: try RecordedRequest(name).body))
            let problem = schemas.problem(
                with: body, as: ["$ref": .string("#/components/schemas/\(schema)")])
            #expect(problem == nil, "\(name)")
        }
    }

    @Test func `the schema of a request refuses what the server refuses`() throws {
        let schemas = Schemas(try Self.document())
        for json in [
            #"{"images": [{"base64": "AAAA"}], "labels": ["a"]}"#,
            #"{"images": [], "labels": ["a", "b"]}"#,
            #"{"images": [{"base64": "AAA"}], "labels": ["a", "b"]}"#,
            #"{"images": [{"base64": "AAAA"}], "labels": ["a", "b"], "tpo": 1}"#,
            #"{"images": [{"base64": "AAAA"}], "labels": ["a", "b"], "top": 0}"#,
            #"{"images": [{"base64": "AAAA"}], "labels": ["a", "b"], "templates": ["x"]}"#,
            #"{"images": [{"base64": "AAAA"}], "labels": ["a", "b"], "labelSet": "x"}"#,
            #"{"images": [{"base64": "AAAA"}], "prompts": {"a": ["x"], "b": ["y"]}, "templates": ["{}"]}"#,
            #"{"images": [{"url": "http://a.example"}], "labels": ["a", "b"]}"#,
        ] {
            let problem = schemas.problem(
                with: try OrderedJSON(parsing: json),
                as: ["$ref": "#/components/schemas/ClassifyRequest"])
            #expect(problem != nil, "\(json)")
        }
    }

    @Test func `limits, checkpoints and addresses are those of the server`() throws {
        let document = try Self.document {
            $0.limits.images = 3
            $0.limits.labels = 7
            $0.limits.promptLength = 11
            $0.checkpoints = ["demo", "openai/clip-vit-base-patch32"]
            $0.fetchesURLs = true
            $0.apiKeys = ["secret"]
        }
        let schemas = try #require(document["components"]?["schemas"])
        #expect(
            schemas["ClassifyByLabels"]?["properties"]?["images"]?["maxItems"] == .integer(3))
        #expect(schemas["Labels"]?["maxItems"] == .integer(7))
        #expect(schemas["Template"]?["maxLength"] == .integer(11))
        #expect(schemas["Image"]?["oneOf"]?.elements.count == 3)
        #expect(schemas.description.contains(#"["demo", "openai/clip-vit-base-patch32"]"#))
        #expect(document["security"]?.elements.count == 2)
        #expect(!document.description.contains("secret"))
        #expect(try Self.document()["security"] == .array([]))
    }

    @Test func `the document is served`() async throws {
        try await APIClient.run { client in
            let answer = try await client.send(.get, "/openapi.json")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
            #expect(try answer.json["openapi"] == "3.1.0")
        }
    }
}

extension OrderedJSON {
    fileprivate var membersByName: [(String, OrderedJSON)] {
        if case .object(let members) = self { members.map { ($0.name, $0.value) } } else { [] }
    }
}
