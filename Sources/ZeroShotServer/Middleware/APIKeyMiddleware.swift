internal import Crypto
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

/// Turns away requests without one of the keys, where there are keys.
struct APIKeyMiddleware: RouterMiddleware {
    private let digests: [SHA256Digest]

    init(keys: [String]) {
        digests = keys.map { SHA256.hash(data: Data($0.utf8)) }
    }

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        guard digests.isEmpty || Self.isOpen(request) || holdsKey(request) else {
            var error = APIError(
                .unauthorized, code: "unauthorized",
                message: """
                    This server wants an API key: send 'Authorization: Bearer KEY' or 'X-API-Key: \
                    KEY' with one that its operator gave you.
                    """)
            error.headers[.wwwAuthenticate] = "Bearer"
            throw error
        }
        return try await next(request, context)
    }

    /// What tells nothing but that there is a server of this kind: a load balancer's probes, the
    /// files of the page, and the description of the API.
    private static func isOpen(_ request: Request) -> Bool {
        guard request.method == .get || request.method == .head else { return false }
        let path = request.uri.path
        return ["/healthz", "/readyz", "/", "/openapi.json"].contains(path)
            || path.hasPrefix("/page/")
    }

    private func holdsKey(_ request: Request) -> Bool {
        let sent = [request.headers[.apiKey], Self.bearer(request.headers[.authorization])]
        var isFound = false
        for key in sent.compactMap({ $0 }) {
            let digest = SHA256.hash(data: Data(key.utf8))
            // All of them, each in constant time: how long it takes tells nothing about the keys.
            for known in digests where known == digest { isFound = true }
        }
        return isFound
    }

    private static func bearer(_ header: String?) -> String? {
        guard let header, header.lowercased().hasPrefix("bearer ") else { return nil }
        return header.dropFirst("bearer ".count).trimmingCharacters(in: .whitespaces)
    }
}
