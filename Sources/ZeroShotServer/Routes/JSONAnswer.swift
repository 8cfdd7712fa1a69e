internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import ZeroShot

/// An answer in JSON.
struct JSONAnswer: ResponseGenerator {
    var status = HTTPResponse.Status.ok
    let json: OrderedJSON

    func response(from request: Request, context: some RequestContext) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: json.description + "\n")))
    }
}
