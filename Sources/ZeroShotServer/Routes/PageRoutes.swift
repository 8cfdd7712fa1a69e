internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import ZeroShot

/// The web page at `/`, and its files under `/page/`.
///
/// All of them are in memory: no path of a request ever reaches the file system.
struct PageRoutes {
    /// By their names, or why they cannot be had; the API does without them.
    private let files: Result<[String: PageFile], any Error>

    init() {
        files = Result {
            try PageFile.all(in: ProductResources.url(forServerResource: "page"))
        }
    }

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.get("/") { request, _ in try answer(to: request, with: "index.html") }
        router.get("/page/{file}") { request, context in
            try answer(to: request, with: context.parameters.require("file"))
        }
    }

    private func answer(to request: Request, with name: String) throws -> Response {
        guard let file = try files.get()[name] else {
            throw APIError.notFound(path: request.uri.path)
        }
        var headers = Self.headers
        headers[.eTag] = file.entityTag
        if let known = request.headers[.ifNoneMatch], file.matches(known) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.contentType
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.content))
    }

    private static let headers: HTTPFields = [
        // Ask each time; the answer is short as long as nothing changed.
        .cacheControl: "no-cache",
        // Also where the page itself is not sent again: a browser takes over what it is told then.
        .contentSecurityPolicy: SecurityHeadersMiddleware.pagePolicy,
    ]
}
