import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing
import ZeroShot

@testable import ZeroShotServer

/// Asks a server under test and reads its answers.
struct APIClient {
    struct Answer {
        let status: HTTPResponse.Status
        let headers: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }

        var json: OrderedJSON { get throws { try OrderedJSON(parsing: bytes) } }

        /// The code and the sentence of an error of `/v1`.
        var error: (code: String, message: String) {
            get throws {
                let error = try #require(try json["error"])
                return (try #require(error["code"]?.text), try #require(error["message"]?.text))
            }
        }
    }

    let client: any TestClientProtocol

    /// Runs `body` with a client of a server, without a socket between them.
    static func run(
        _ configuration: ServerConfiguration = ServerUnderTest.configuration,
        service: InferenceService? = nil, fetchImage: ImageFetcher? = nil,
        labelSets: LabelSetStore? = nil,
        _ body: @Sendable (APIClient) async throws -> Void
    ) async throws {
        let server = try ServerUnderTest.make(
            configuration, service: service, fetchImage: fetchImage, labelSets: labelSets)
        try await server.application().test(.router) { client in
            try await body(APIClient(client: client))
        }
    }

    func send(_ request: RecordedRequest, to uri: String? = nil) async throws -> Answer {
        try await send(
            request.method, uri ?? request.uri, headers: request.headers, body: request.body)
    }

    func post(_ uri: String, json: String) async throws -> Answer {
        try await send(
            .post, uri, headers: [.contentType: "application/json"], body: ByteBuffer(string: json))
    }

    func put(_ uri: String, json: String) async throws -> Answer {
        try await send(
            .put, uri, headers: [.contentType: "application/json"], body: ByteBuffer(string: json))
    }

    func send(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields = [:],
        body: ByteBuffer? = nil
    ) async throws -> Answer {
        try await client.execute(uri: uri, method: method, headers: headers, body: body) {
            Answer(status: $0.status, headers: $0.headers, bytes: Array(buffer: $0.body))
        }
    }
}

extension OrderedJSON {
    subscript(_ name: String) -> OrderedJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    subscript(_ index: Int) -> OrderedJSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    var elements: [OrderedJSON] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var memberNames: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }
}
