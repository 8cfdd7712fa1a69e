internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// `GET /openapi.json`: the description of this server.
struct OpenAPIRoute {
    private let document: ByteBuffer

    init(_ configuration: ServerConfiguration) {
        document = ByteBuffer(string: OpenAPIDocument(configuration: configuration).text + "\n")
    }

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.get("/openapi.json") { [document] _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json; charset=utf-8"],
                body: .init(byteBuffer: document))
        }
    }
}
