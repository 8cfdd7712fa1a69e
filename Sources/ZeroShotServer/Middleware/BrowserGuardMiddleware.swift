internal import HTTPTypes
internal import Hummingbird

/// Keeps web pages of others from using the server through their visitors' browsers.
///
/// A page can have its own name resolve to this machine (DNS rebinding): then the browser takes the
/// server for the page's own, and only the header `Host` tells. And a page can send a request to
/// another origin without being able to read the answer: the work would be done all the same.
struct BrowserGuardMiddleware: RouterMiddleware {
    let hosts: HostRule
    let allowedOrigins: Set<String>

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority
        guard hosts.allows(authority) else {
            throw APIError(
                .misdirectedRequest, code: "unknown-host",
                message: """
                    The server does not know the host name of this request. Use its address, or let \
                    its operator allow the name with --allow-host.
                    """)
        }
        if let origin = request.headers[.origin], !Self.isHarmless(request.method),
            !allowedOrigins.contains(origin), !Self.isOwn(origin, authority: authority)
        {
            throw APIError(
                .forbidden, code: "origin-not-allowed",
                message: """
                    Pages of the origin \(origin.prefix(100)) may not use this server. Its operator \
                    can allow them with --allow-origin.
                    """)
        }
        return try await next(request, context)
    }

    /// Nothing is computed for these, and a page of another origin cannot read the answer.
    private static func isHarmless(_ method: HTTPRequest.Method) -> Bool {
        [.get, .head, .options].contains(method)
    }

    /// Whether an origin is the server itself, under the name by which it was asked.
    static func isOwn(_ origin: String, authority: String?) -> Bool {
        guard let authority, let end = origin.firstRange(of: "://")?.upperBound else {
            return false
        }
        return origin[end...].lowercased() == authority.lowercased()
    }
}
