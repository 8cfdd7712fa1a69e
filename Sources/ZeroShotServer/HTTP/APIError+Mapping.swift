internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1
internal import ZeroShot
internal import ZeroShotHub

/// The one place where errors become answers.
extension APIError {
    /// What a request is answered with that ended with an error.
    ///
    /// What is the server's own fault is not described; the log says it.
    package init(_ error: any Error) {
        switch error {
        case let error as APIError: self = error
        case let error as RequestError: self.init(error)
        case let error as LabelSetStoreError: self.init(error)
        case let refusal as Refusal: self.init(refusal)
        case let error as PromptError: self = .invalidRequest("\(error)")
        case let error as LabelSetError: self.init(error)
        case let error as RankingError: self.init(error)
        case let error as CalibrationError: self = .invalidRequest("\(error)")
        case let error as ExplanationError: self = .invalidRequest("\(error)")
        case let error as ImageDownloadError: self = .invalidRequest("\(error)")
        case let error as DecodingError: self = .invalidRequest(error.sentence)
        case is NIOTooManyBytesError:
            self.init(
                .contentTooLarge, code: "too-large",
                message: "The request's body is larger than this server takes.")
        case is HTTPParserError, is ChannelError, is IOError:
            self = .invalidRequest("The request's body is cut short or is not valid HTTP.")
        case let error as HTTPError: self.init(error)
        case is CancellationError:
            self.init(
                .serviceUnavailable, code: "overloaded",
                message: "The server is being stopped. Send the request again.", retryAfter: 5)
        default: self = .internalError
        }
    }

    /// Something is wrong with the server or the checkpoint, which the log tells.
    package static let internalError = APIError(
        .internalServerError, code: "internal",
        message: """
            The server could not carry out the request, for a reason that lies with the server. Its \
            log says which, under this request's id.
            """)

    /// The request is not one that can be carried out.
    package static func invalidRequest(_ message: String) -> APIError {
        APIError(.badRequest, code: "invalid-request", message: message)
    }

    /// There is nothing at this path.
    static func notFound(path: String) -> APIError {
        APIError(
            .notFound, code: "not-found",
            message: "There is nothing at \(path). GET /openapi.json lists what can be asked for.")
    }

    /// The path is known, but not with this method.
    static func methodNotAllowed(
        _ method: HTTPRequest.Method, path: String, allowed: String
    ) -> APIError {
        var error = APIError(
            .methodNotAllowed, code: "method-not-allowed",
            message: "\(path) does not take \(method.rawValue), but \(allowed).")
        error.headers[.allow] = allowed
        return error
    }

    private init(_ refusal: Refusal) {
        self.init(
            .unprocessableContent, code: refusal.code.rawValue, message: refusal.answer)
    }

    private init(_ error: LabelSetError) {
        switch error {
        case .unwritable, .checkpointChanged: self = .internalError
        default: self = .invalidRequest("\(error)")
        }
    }

    private init(_ error: RankingError) {
        switch error {
        case .promptsCancelOut: self = .invalidRequest("\(error)")
        default: self = .internalError
        }
    }

    private init(_ error: HTTPError) {
        let code =
            switch error.status {
            case .unauthorized: "unauthorized"
            case .notFound: "not-found"
            case .methodNotAllowed: "method-not-allowed"
            case .requestTimeout: "timeout"
            case .contentTooLarge: "too-large"
            case .unsupportedMediaType: "unsupported-content-type"
            case .serviceUnavailable: "overloaded"
            default: "invalid-request"
            }
        guard error.status.kind == .clientError || error.status == .serviceUnavailable else {
            self = .internalError
            return
        }
        self.init(error.status, code: code, message: error.body ?? error.status.reasonPhrase)
    }
}

extension DecodingError {
    /// Which member was not as expected.
    fileprivate var sentence: String {
        let (context, problem): (Context, String) =
            switch self {
            case .keyNotFound(let key, let context): (context, "'\(key.stringValue)' is missing")
            case .typeMismatch(_, let context): (context, context.debugDescription)
            case .valueNotFound(_, let context): (context, "a value is missing")
            case .dataCorrupted(let context): (context, context.debugDescription)
            @unknown default: (.init(codingPath: [], debugDescription: ""), "it cannot be read")
            }
        let path = context.codingPath.map { key in
            key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)"
        }.joined(separator: "").drop { $0 == "." }
        return "The request's JSON is not as expected"
            + (path.isEmpty ? ": " : " at '\(path)': ") + problem
            + (problem.hasSuffix(".") ? "" : ".")
    }
}
