internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ZeroShot

/// Turns what handlers throw into answers, in the form that the request's client reads.
struct ErrorMiddleware: RouterMiddleware {
    let methods: AllowedMethods
    let logsContent: Bool

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let answer = await answer(to: request, for: error)
            if answer.status.kind == .serverError, answer.status != .serviceUnavailable {
                // What it says of vectors, it says with labels and prompts.
                let isAboutContent = error is RankingError && !logsContent
                let reason = isAboutContent ? "a vector has no direction" : "\(error)"
                context.logger.error("request failed", metadata: ["error": "\(reason)"])
            }
            return try ErrorStyle(path: request.uri.path)
                .response(for: answer, requestID: context.id)
        }
    }

    private func answer(to request: Request, for error: any Error) async -> APIError {
        // The router's own word for a path, or a method of a path, that it does not know.
        guard let unknown = error as? HTTPError, unknown.status == .notFound else {
            return APIError(error)
        }
        let path = request.uri.path
        guard let allowed = await methods.allowed(at: path) else { return .notFound(path: path) }
        return .methodNotAllowed(request.method, path: path, allowed: allowed)
    }
}
