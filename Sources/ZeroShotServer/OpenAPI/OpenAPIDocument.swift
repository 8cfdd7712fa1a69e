internal import ZeroShot

/// The description of all that can be asked of a server, as OpenAPI 3.1 has it.
///
/// It is of this very server: its checkpoints, its limits, and whether it fetches images are in it.
struct OpenAPIDocument {
    let configuration: ServerConfiguration

    var limits: ServerLimits { configuration.limits }

    /// The document as JSON.
    var text: String {
        """
        {
          "openapi": "3.1.0",
          "info": {
            "title": "zeroshot",
            "version": \(Self.quoted(ProductVersion.current)),
            "summary": "Ranks the classes you name for images, with a CLIP-family checkpoint.",
            "description": \(Self.quoted(Self.introduction)),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
          },
          "servers": [{"url": "/"}],
          "security": \(security),
          "tags": [
            {"name": "ranking", "description": "Images in, rankings out."},
            {"name": "label sets", "description": "Classes that are compiled once."},
            {"name": "lists", "description": "What can be asked for."},
            {"name": "Hugging Face", "description": "The inference API that InferenceClient calls."},
            {"name": "operation", "description": "For whoever runs the server."}
          ],
          "paths": {
            \(rankingPaths),
            \(labelSetPaths),
            \(listPaths),
            \(huggingFacePaths),
            \(operationPaths)
          },
          "components": {
            "securitySchemes": {
              "bearer": {"type": "http", "scheme": "bearer"},
              "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}
            },
            "headers": {\(Self.headers)},
            "responses": {\(Self.errorResponses)},
            "schemas": {
              \(requestSchemas),
              \(formSchemas),
              \(Self.reportSchemas),
              \(Self.answerSchemas)
            }
          }
        }
        """
    }

    private static let introduction = """
        The ranking is among the labels you give; it does not say that an image is one of them. \
        Members that are null count as left out. Every answer has X-Request-Id. Errors of /v1 are \
        {"error": {"code", "message", "requestId"}}; those of Hugging Face's routes are \
        {"error": "message"}, with the code in X-Error-Code.
        """

    /// Where there are keys, one of them must be sent.
    private var security: String {
        configuration.apiKeys.isEmpty ? "[]" : #"[{"bearer": []}, {"key": []}]"#
    }

    /// A text as JSON.
    static func quoted(_ text: String) -> String { OrderedJSON.string(text).description }

    static func list(_ texts: [String]) -> String { OrderedJSON.texts(texts).description }

    /// What every route that computes may be answered with besides its result; `refuses` is whether
    /// the policy looks at the request.
    static func errors(
        _ statuses: [Int] = [], refuses: Bool = true, huggingFace: Bool = false
    ) -> String {
        let all = [400, 401, 403, 413, 415, 421, 500, 503] + (refuses ? [422] : []) + statuses
        return references(all.sorted(), to: huggingFace ? "HuggingFaceError" : "Error")
            + ", " + references(beforeThePath)
    }

    /// Said before the path is known, so always in the form of `/v1`.
    static let beforeThePath = [408, 431]

    /// Errors among the answers of a route.
    static func references(_ statuses: [Int], to name: String = "Error") -> String {
        statuses.map { status in
            "\"\(status)\": {\"$ref\": \"#/components/responses/\(name)\(status)\"}"
        }.joined(separator: ", ")
    }

    private static let headers = #"""
        "X-Request-Id": {
          "description": "Names the request in this answer, in errors and in the server's log.",
          "required": true,
          "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}
        },
        "X-Error-Code": {
          "description": "A word for programs, as 'code' in errors of /v1.",
          "required": true,
          "schema": {"type": "string", "pattern": "^[a-z-]+$"}
        },
        "Retry-After": {
          "description": "Seconds after which the same request may be carried out.",
          "schema": {"type": "integer", "minimum": 0}
        }
        """#

    /// What each status means.
    private static let statuses: KeyValuePairs = [
        400: "The request says something wrong; the message says which member, what was found, and "
            + "what was expected.",
        401: "The server wants an API key.",
        403: "Pages of this origin may not use the server.",
        404: "There is no such checkpoint, label set or kept image.",
        408: "The request did not arrive in time.",
        413: "The body, an image, or the number or length of something is above a limit.",
        415: "The body is of a type that is not taken, or is no image that can be read.",
        421: "The server does not know this host name.",
        422: "Refused; the code says why: "
            + Refusal.Code.allCases.map(\.rawValue).joined(separator: ", ") + ".",
        431: "The request's head is too large.",
        500: "Something is wrong with the server or the checkpoint; its log says what.",
        503: "Too much waits already, or the server is being stopped.",
        507: "As many label sets are kept as may be, or the disk is full.",
    ]

    private static var errorResponses: String {
        statuses.flatMap { status, meaning in
            forms(of: status).map { name, header in
                let retry =
                    status == 503
                    ? ", \"Retry-After\": {\"$ref\": \"#/components/headers/Retry-After\"}" : ""
                return """
                    "\(name)\(status)": {
                      "description": \(quoted(meaning)),
                      "headers": {
                        "X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}\(header)\(retry)
                      },
                      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/\(name)"}}}
                    }
                    """
            }
        }.joined(separator: ",\n")
    }

    private static func forms(of status: Int) -> [(name: String, header: String)] {
        let api = ("Error", "")
        let huggingFace = ("HuggingFaceError", errorCode)
        if beforeThePath.contains(status) || status == 507 { return [api] }
        return [api, huggingFace]
    }

    private static let errorCode =
        ", \"X-Error-Code\": {\"$ref\": \"#/components/headers/X-Error-Code\"}"

    /// A result of the status 200, or another one.
    static func result(
        _ description: String, schema: String, example: String, status: Int = 200,
        type: String = "application/json"
    ) -> String {
        """
        "\(status)": {
          "description": \(quoted(description)),
          "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}},
          "content": {"\(type)": {"schema": \(schema), "example": \(example)}}
        }
        """
    }

    static func reference(_ schema: String) -> String {
        "{\"$ref\": \"#/components/schemas/\(schema)\"}"
    }
}
