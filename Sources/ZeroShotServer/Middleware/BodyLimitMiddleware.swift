internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import NIOCore

/// Ends bodies that are too large, announced or not, and keeps all bodies together within a bound.
struct BodyLimitMiddleware: RouterMiddleware {
    let limit: Int
    let budget: BodyBudget

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > limit {
            throw APIError.bodyTooLarge(limit: limit)
        }
        var (request, context) = (request, context)
        context.maxUploadSize = limit
        let share = BodyShare(of: budget)
        // Until here the body is the client's memory, until the answer is made it is ours.
        defer { share.giveBack() }
        request.body = HummingbirdCore.RequestBody(
            asyncSequence: LimitedBody(body: request.body, limit: limit, share: share))
        return try await next(request, context)
    }
}

/// A body that ends with an error where it becomes too large.
private struct LimitedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let body: HummingbirdCore.RequestBody
    let limit: Int
    let share: BodyShare

    func makeAsyncIterator() -> Iterator {
        Iterator(parts: body.makeAsyncIterator(), left: limit, limit: limit, share: share)
    }

    struct Iterator: AsyncIteratorProtocol {
        var parts: HummingbirdCore.RequestBody.AsyncIterator
        var left: Int
        let limit: Int
        let share: BodyShare

        mutating func next() async throws -> ByteBuffer? {
            guard let part = try await parts.next() else { return nil }
            left -= part.readableBytes
            guard left >= 0 else { throw APIError.bodyTooLarge(limit: limit) }
            try share.take(part.readableBytes)
            return part
        }
    }
}

extension APIError {
    static func bodyTooLarge(limit: Int) -> APIError {
        APIError(
            .contentTooLarge, code: "too-large",
            message: """
                The request's body is larger than the \(limit) bytes that this server takes. Send \
                smaller images, or fewer in one request.
                """)
    }
}
