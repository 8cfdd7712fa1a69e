internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ZeroShot

/// The routes of Hugging Face's inference API, as `InferenceClient` calls them.
///
/// The model's id in the path may have a slash in it.
struct HuggingFaceRoutes {
    static let pipeline = "zero-shot-image-classification"

    let classification: Classification

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.post("/") { request, _ in try await answer(to: request, checkpoint: nil) }
        for folder in ["models", "pipeline/\(Self.pipeline)"] {
            router.post("/\(folder)/**") { request, context in
                let id = context.parameters.getCatchAll().joined(separator: "/")
                return try await answer(
                    to: request, checkpoint: PercentEncoding.decoded(id) ?? id)
            }
        }
    }

    private func answer(to request: Request, checkpoint: String?) async throws -> Response {
        let body = try await ReceivedBody(of: request, limits: classification.settings.limits)
        let input = try HuggingFaceInput(
            body, query: request.uri.query, settings: classification.settings)
        var question = ClassificationRequest(prompts: input.prompts)
        question.top = input.prompts.labels.count
        let (report, _) = try await classification.run(
            question, on: [input.image], checkpoint: checkpoint)
        if let failure = report.images.first?.failure { throw APIError(failure) }
        return Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: try report.text(as: .hf))))
    }
}

extension APIError {
    /// How a request for a single image is answered that cannot be used.
    fileprivate init(_ failure: ImageReport.Failure) {
        let status: HTTPResponse.Status
        var code = failure.code
        switch failure.code {
        case "not-an-image", "unsupported-image":
            status = .unsupportedMediaType
            code = "unsupported-image"
        case "too-large": status = .contentTooLarge
        case Refusal.Code.peopleWithoutPolicy.rawValue: status = .unprocessableContent
        case "decoder-unavailable": status = .serviceUnavailable
        default: status = .badRequest
        }
        self.init(status, code: code, message: failure.message)
    }
}
