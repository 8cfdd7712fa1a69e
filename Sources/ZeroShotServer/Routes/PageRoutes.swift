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

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            // Ask each time; the answer is short as long as nothing changed.
            .cacheControl: "no-cache",
            .contentSecurityPolicy: policy,
            .xContentTypeOptions: "nosniff",
        ]
        headers[.referrerPolicy] = "no-referrer"
        return headers
    }()

    /// Nothing but the page's own files, and small copies of photos that the page made itself: what
    /// slipped in through a label or a file name would not run.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy: HTTPField.Name = {
        guard let name = HTTPField.Name("Referrer-Policy") else {
            preconditionFailure("'Referrer-Policy' is the name of a header")
        }
        return name
    }()
}
