internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Whether the process lives, and whether it answers at full speed.
struct HealthRoutes {
    let readiness: Readiness

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.get("/healthz") { _, _ in Self.text(.ok, "ok") }
        router.get("/readyz") { [readiness] _, _ in
            readiness.isReady ? Self.text(.ok, "ready") : Self.text(.serviceUnavailable, "loading")
        }
    }

    private static func text(_ status: HTTPResponse.Status, _ word: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: word + "\n")))
    }
}
