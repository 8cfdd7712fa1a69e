internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ZeroShot

/// A request's body, as a whole, and what it is.
struct ReceivedBody {
    /// Nil for a request without Content-Type.
    let type: HeaderValue?
    /// The Content-Type as it was written.
    private let writtenType: String?
    let bytes: [UInt8]

    /// Takes in the body.
    ///
    /// - Throws: `APIError` for one that is too large; what receiving it throws.
    init(of request: Request, limits: ServerLimits) async throws {
        writtenType = request.headers[.contentType]
        type = writtenType.flatMap(HeaderValue.init)
        bytes = Array(buffer: try await request.body.collect(upTo: limits.bodyBytes))
    }

    var isJSON: Bool { type?.value == "application/json" }

    var isForm: Bool { type?.value == "multipart/form-data" }

    /// The body as JSON.
    ///
    /// - Throws: `RequestError`.
    func json() throws -> RequestValue {
        guard !bytes.isEmpty else { throw RequestError.noBody }
        return try Self.json(bytes, field: nil)
    }

    /// The body as a form.
    ///
    /// - Throws: `RequestError`.
    func form() throws -> [MultipartPart] {
        guard let type else { throw contentTypeError(expected: ["multipart/form-data"]) }
        do {
            return try MultipartReader(bytes, type: type).parts()
        } catch {
            throw RequestError.multipart(error)
        }
    }

    func contentTypeError(expected: [String]) -> RequestError {
        .contentType(found: writtenType, expected: expected)
    }

    /// JSON of a body or of a form field.
    static func json(_ bytes: [UInt8], field: String?) throws -> RequestValue {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw RequestError.notUTF8(field: field)
        }
        do {
            return RequestValue(json: try OrderedJSON(parsing: bytes), path: "")
        } catch let error as JSONSyntaxError {
            throw RequestError.notJSON(error, field: field)
        }
    }
}
