internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Names each request, in its answer and in the log.
struct RequestIDMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.id = Self.usable(request.headers[.requestID]) ?? Self.made()
        context.logger = logger
        context.logger[metadataKey: "id"] = .string(context.id)
        var response = try await next(request, context)
        response.headers[.requestID] = context.id
        return response
    }

    /// The sender's own name for the request, where it can stand in a header and in a log line.
    static func usable(_ name: String?) -> String? {
        guard let name, (1...64).contains(name.utf8.count),
            name.utf8.allSatisfy({ isSafe($0) })
        else { return nil }
        return name
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    static func made() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
