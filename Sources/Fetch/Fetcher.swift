import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Fetches small files over HTTP into memory, within limits.
///
/// Connections are kept between fetches. Safe to use from several tasks at once.
package struct Fetcher: Sendable {
    private let limits: FetchLimits
    private let userAgent: String
    private let anyClient: HTTPClient
    private let publicClient: HTTPClient

    /// Runs `body` with a fetcher, whose connections are closed at the end.
    ///
    /// - Parameters:
    ///   - limits: for each fetch.
    ///   - userAgent: how the fetcher introduces itself to servers.
    ///   - isPublic: whether an IP address, as text, belongs to a public server.
    ///   - body: the fetches.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws.
    package static func withFetcher<Result>(
        limits: FetchLimits, userAgent: String,
        isPublic: @escaping @Sendable (String) -> Bool = { IPAddress($0)?.isPublic ?? false },
        _ body: (Fetcher) async throws -> Result
    ) async throws -> Result {
        let open = configuration(limits)
        var restricted = open
        restricted.http1_1ConnectionDebugInitializer = { channel in
            // The address that was reached, not the one a name server gave earlier: the check
            // cannot be passed by a name that changes its address in between.
            if let address = channel.remoteAddress?.ipAddress, isPublic(address) {
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            // The client must learn of the failure before it learns of the closed connection.
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(PrivateAddress())
        }
        return try await HTTPClient.withHTTPClient(configuration: open) { anyClient in
            try await HTTPClient.withHTTPClient(configuration: restricted) { publicClient in
                try await body(
                    Fetcher(
                        limits: limits, userAgent: userAgent, anyClient: anyClient,
                        publicClient: publicClient
                    )
                )
            }
        }
    }

    /// The body of the answer to a GET request.
    ///
    /// - Parameter text: an `http` or `https` URL; redirects are followed within the limits.
    /// - Returns: the bytes as the server sent them, at most as many as the limit.
    /// - Throws: `FetchError`, `CancellationError`.
    package func bytes(from text: String) async throws -> [UInt8] {
        let address = try WebAddress(text)
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask { try await follow(address) }
            group.addTask {
                try await Task.sleep(for: limits.timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let bytes = first else {
                throw FetchError.timedOut(address, limit: limits.timeout)
            }
            return bytes
        }
    }

    private struct PrivateAddress: Error {}

    private static func configuration(_ limits: FetchLimits) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            // The end of a fetch waits for connections in the making.
            timeout: .init(connect: TimeAmount(min(limits.connectTimeout, limits.timeout))),
            // Decompressing would let a few bytes become gigabytes, and pictures gain nothing.
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        // How many fetches run at once is the caller's choice: one that had to wait for another's
        // connection would be taken for one whose server does not answer.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = .max
        return configuration
    }

    private func follow(_ start: WebAddress) async throws -> [UInt8] {
        var address = start
        var origin: WebAddress?
        var mustBePublic = limits.publicAddressesOnly
        for _ in 0...limits.maximumRedirects {
            let (response, isPublic) = try await respond(
                address, redirectedFrom: origin, mustBePublic: mustBePublic
            )
            switch response.status {
            case .ok:
                return try await body(of: response, from: address)
            case .movedPermanently, .found, .seeOther, .temporaryRedirect, .permanentRedirect:
                origin = address
                mustBePublic = isPublic
                address = try target(of: response, from: address)
            default:
                throw FetchError.status(address, code: Int(response.status.code))
            }
        }
        throw FetchError.tooManyRedirects(start, limit: limits.maximumRedirects)
    }

    /// The answer's head, and whether it came from a public address.
    private func respond(
        _ address: WebAddress, redirectedFrom origin: WebAddress?, mustBePublic: Bool
    ) async throws -> (HTTPClientResponse, isPublic: Bool) {
        let request = request(to: address)
        do {
            do {
                return (try await publicClient.execute(request, deadline: .distantFuture), true)
            } catch is PrivateAddress {
                guard !mustBePublic else {
                    throw FetchError.addressNotPublic(address, redirectedFrom: origin)
                }
                return (try await anyClient.execute(request, deadline: .distantFuture), false)
            }
        } catch {
            try Task.checkCancellation()
            throw FetchError(connecting: address, error)
        }
    }

    private func request(to address: WebAddress) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address.url.absoluteString)
        request.headers.add(name: "user-agent", value: userAgent)
        request.headers.add(name: "accept", value: "*/*")
        request.headers.add(name: "accept-encoding", value: "identity")
        if let credentials = address.credentials {
            let encoded = Data(credentials.utf8).base64EncodedString()
            request.headers.add(name: "authorization", value: "Basic \(encoded)")
        }
        return request
    }

    private func target(
        of response: HTTPClientResponse, from address: WebAddress
    ) throws -> WebAddress {
        guard let location = response.headers.first(name: "location") else {
            throw FetchError.redirectWithoutTarget(address, code: Int(response.status.code))
        }
        return try address.resolving(location: location)
    }

    private func body(
        of response: HTTPClientResponse, from address: WebAddress
    ) async throws -> [UInt8] {
        let announced = response.headers.first(name: "content-length").flatMap { Int($0) }
        if let announced, announced > limits.maximumBytes {
            throw FetchError.tooLarge(address, limit: limits.maximumBytes, announced: announced)
        }
        if let encoding = response.headers.first(name: "content-encoding"),
            encoding.lowercased() != "identity"
        {
            throw FetchError.compressed(address, encoding: encoding)
        }
        var bytes: [UInt8] = []
        do {
            for try await chunk in response.body {
                guard chunk.readableBytes <= limits.maximumBytes - bytes.count else {
                    throw FetchError.tooLarge(address, limit: limits.maximumBytes, announced: nil)
                }
                bytes.append(contentsOf: chunk.readableBytesView)
            }
        } catch let error as FetchError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw FetchError.cutShort(address, received: bytes.count, announced: announced)
        }
        try Task.checkCancellation()
        return bytes
    }
}
