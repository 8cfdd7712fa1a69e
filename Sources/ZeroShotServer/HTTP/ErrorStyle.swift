internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// How an error is written: each kind of client reads its own form.
enum ErrorStyle: Equatable {
    /// `{"error": {"code", "message", "requestId"}}`.
    case api
    /// `{"error": "message"}`, which the clients of Hugging Face's inference API print; code and id
    /// are headers.
    case huggingFace

    /// The form that the clients of a path read.
    init(path: String) {
        let isHuggingFace =
            path == "/" || path.hasPrefix("/models/") || path.hasPrefix("/pipeline/")
        self = isHuggingFace ? .huggingFace : .api
    }

    /// The answer for an error.
    func response(for error: APIError, requestID: String) throws -> Response {
        let (headers, body) = try bytes(of: error, requestID: requestID)
        return Response(status: error.status, headers: headers, body: .init(byteBuffer: body))
    }

    /// The same in parts, for connections without a request.
    func bytes(
        of error: APIError, requestID: String
    ) throws -> (headers: HTTPFields, body: ByteBuffer) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body =
            switch self {
            case .api: try encoder.encode(APIBody(error, requestID: requestID))
            case .huggingFace: try encoder.encode(["error": error.message])
            }
        var headers = error.headers
        headers[.contentType] = "application/json; charset=utf-8"
        headers[.contentLength] = String(body.count)
        headers[.requestID] = requestID
        if self == .huggingFace { headers[.errorCode] = error.code }
        if let seconds = error.retryAfter { headers[.retryAfter] = String(seconds) }
        return (headers, ByteBuffer(bytes: body))
    }

    private struct APIBody: Encodable {
        struct Content: Encodable {
            let code: String
            let message: String
            let requestId: String
        }
        let error: Content

        init(_ error: APIError, requestID: String) {
            self.error = Content(
                code: error.code, message: error.message, requestId: requestID)
        }
    }
}
