import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A server's answer: its head, and its body as it comes in.
package struct FetchAnswer: Sendable {
    /// Where the answer came from, at the end of the redirects that were followed.
    package let address: WebAddress
    private let response: HTTPClientResponse
    private let stallTimeout: Duration?

    init(_ response: HTTPClientResponse, from address: WebAddress, stallTimeout: Duration?) {
        self.response = response
        self.address = address
        self.stallTimeout = stallTimeout
    }

    package var status: Int { Int(response.status.code) }

    /// The first value of a header; nil when there is none.
    package func header(_ name: String) -> String? {
        response.headers.first(name: name)
    }

    /// Size of the body in bytes, as the server says it.
    package var announcedLength: Int? {
        header("content-length").flatMap { Int($0) }
    }

    /// Where a redirect leads; nil when the answer is none.
    ///
    /// - Throws: `FetchError`, for a redirect that nobody may follow.
    func redirectTarget() throws -> WebAddress? {
        guard [301, 302, 303, 307, 308].contains(status) else { return nil }
        guard let location = header("location") else {
            throw FetchError.redirectWithoutTarget(address, code: status)
        }
        return try address.resolving(location: location)
    }

    /// The whole body.
    ///
    /// - Throws: `FetchError`, `CancellationError`.
    package func bytes(atMost limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await read(atMost: limit) { bytes += $0 }
        return bytes
    }

    /// Hands on the body part by part; once only.
    ///
    /// - Throws: `FetchError`, `CancellationError`, what `consume` throws.
    package func read(
        atMost limit: Int, _ consume: (_ part: [UInt8]) async throws -> Void
    ) async throws {
        if let announcedLength, announcedLength > limit {
            throw FetchError.tooLarge(address, limit: limit, announced: announcedLength)
        }
        if let encoding = header("content-encoding"), encoding.lowercased() != "identity" {
            throw FetchError.compressed(address, encoding: encoding)
        }
        var received = 0
        var parts = response.body.makeAsyncIterator()
        while let part = try await next(of: &parts, received: received) {
            guard part.readableBytes <= limit - received else {
                throw FetchError.tooLarge(address, limit: limit, announced: nil)
            }
            received += part.readableBytes
            try await consume(Array(part.readableBytesView))
        }
        try Task.checkCancellation()
    }

    private func next(
        of parts: inout HTTPClientResponse.Body.AsyncIterator, received: Int
    ) async throws -> ByteBuffer? {
        do {
            return try await parts.next()
        } catch let error as HTTPClientError where error == .readTimeout {
            throw FetchError.stalled(address, limit: stallTimeout ?? .zero)
        } catch {
            try Task.checkCancellation()
            throw FetchError.cutShort(address, received: received, announced: announcedLength)
        }
    }
}
