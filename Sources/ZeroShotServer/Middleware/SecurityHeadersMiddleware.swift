internal import HTTPTypes
internal import Hummingbird

/// Tells browsers what answers may be used for.
struct SecurityHeadersMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let isPage = response.headers[.contentType]?.hasPrefix("text/html") ?? false
        var headers: HTTPFields = [
            .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: isPage ? Self.pagePolicy : Self.dataPolicy,
            .referrerPolicy: "no-referrer",
            .frameOptions: "DENY",
            .resourcePolicy: "same-origin",
            // Answers are about one client's images.
            .cacheControl: "no-store",
        ]
        if isPage { headers[.openerPolicy] = "same-origin" }
        for field in headers where response.headers[field.name] == nil {
            response.headers[field.name] = field.value
        }
        return response
    }

    /// The page uses its own files, its own server, and images that were dropped on it.
    static let pagePolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """
    static let dataPolicy = "default-src 'none'; frame-ancestors 'none'"
}
