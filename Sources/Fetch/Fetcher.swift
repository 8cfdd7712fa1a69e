import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Fetches files over HTTP, into memory or as they come in, within limits.
///
/// Connections are kept between fetches. Safe to use from several tasks at once.
package struct Fetcher: Sendable {
    private let limits: FetchLimits
    private let userAgent: String
    private let anyClient: HTTPClient
    private let publicClient: HTTPClient
    private let proxy: FetchProxy?
    private let proxyClient: HTTPClient

    /// Runs `body` with a fetcher, whose connections are closed at the end.
    ///
    /// - Parameters:
    ///   - limits: for each fetch.
    ///   - userAgent: how the fetcher introduces itself to servers.
    ///   - proxy: makes the encrypted connections; then it decides who may be reached.
    ///   - isPublic: whether an IP address, as text, belongs to a public server.
    ///   - body: the fetches.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws.
    package static func withFetcher<Result>(
        limits: FetchLimits, userAgent: String, proxy: FetchProxy? = nil,
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
        var proxied = open
        proxied.proxy = proxy.map(HTTPClient.Configuration.Proxy.init)
        return try await HTTPClient.withHTTPClient(configuration: open) { anyClient in
            try await HTTPClient.withHTTPClient(configuration: restricted) { publicClient in
                try await HTTPClient.withHTTPClient(configuration: proxied) { proxyClient in
                    try await body(
                        Fetcher(
                            limits: limits, userAgent: userAgent, anyClient: anyClient,
                            publicClient: publicClient, proxy: proxy, proxyClient: proxyClient
                        )
                    )
                }
            }
        }
    }

    /// The body of the answer to a GET request.
    ///
    /// - Parameter text: an `http` or `https` URL; redirects are followed within the limits.
    /// - Returns: the bytes as the server sent them, at most as many as the limit.
    /// - Throws: `FetchError`, `CancellationError`.
    package func bytes(from text: String) async throws -> [UInt8] {
        try await withAnswer(to: FetchRequest(WebAddress(text))) { answer in
            guard answer.status == 200 else {
                throw FetchError.status(answer.address, code: answer.status)
            }
            return try await answer.bytes(atMost: limits.maximumBytes)
        }
    }

    /// Reads an answer within the time limit.
    ///
    /// - Parameters:
    ///   - request: what to ask for.
    ///   - read: takes what is wanted from the answer, whatever its status; redirects that the
    ///     request follows are none.
    /// - Returns: what `read` returns.
    /// - Throws: `FetchError`, `CancellationError`, what `read` throws.
    package func withAnswer<Result: Sendable>(
        to request: FetchRequest, _ read: @escaping @Sendable (FetchAnswer) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await read(try await follow(request)) }
            group.addTask {
                try await Task.sleep(for: limits.timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw FetchError.timedOut(request.address, limit: limits.timeout)
            }
            return result
        }
    }

    /// An answer whose body may take as long as bytes come.
    ///
    /// - Parameter request: what to ask for.
    /// - Returns: the answer, whatever its status; redirects that the request follows are none.
    /// - Throws: `FetchError`, `CancellationError`.
    package func answer(to request: FetchRequest) async throws -> FetchAnswer {
        try await withAnswer(to: request) { $0 }
    }

    private struct PrivateAddress: Error {}

    private static func configuration(_ limits: FetchLimits) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            // The end of a fetch waits for connections in the making.
            timeout: .init(
                connect: TimeAmount(min(limits.connectTimeout, limits.timeout)),
                read: limits.stallTimeout.map { TimeAmount($0) }
            ),
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

    /// The answer at the end of the redirects; the one way in which anything is fetched.
    private func follow(_ start: FetchRequest) async throws -> FetchAnswer {
        var request = start
        var origin: WebAddress?
        var mustBePublic = limits.publicAddressesOnly
        for _ in 0...limits.maximumRedirects {
            let (answer, isPublic) = try await respond(
                to: request, redirectedFrom: origin, mustBePublic: mustBePublic
            )
            guard let target = try answer.redirectTarget() else { return answer }
            if case .post = request.method {
                guard target.origin == request.address.origin, [307, 308].contains(answer.status)
                else { throw FetchError.bodyNotSentOn(from: request.address, to: target) }
            }
            if target.origin != request.address.origin {
                if request.redirects == .withinOrigin { return answer }
                // Also not to the first server again, where another one leads back to it.
                request.token = nil
            }
            origin = request.address
            mustBePublic = isPublic
            request.address = target
        }
        throw FetchError.tooManyRedirects(start.address, limit: limits.maximumRedirects)
    }

    /// The answer, and whether it came from a public address.
    private func respond(
        to request: FetchRequest, redirectedFrom origin: WebAddress?, mustBePublic: Bool
    ) async throws -> (FetchAnswer, isPublic: Bool) {
        let address = request.address
        let message = message(request)
        func answer(_ client: HTTPClient) async throws -> FetchAnswer {
            FetchAnswer(
                try await client.execute(message, deadline: .distantFuture), from: address,
                stallTimeout: limits.stallTimeout
            )
        }
        let isProxied = proxy?.serves(address) ?? false
        do {
            if isProxied { return (try await answer(proxyClient), true) }
            // What has a body stays with the server it is meant for; whether that is a public one
            // matters to nobody then.
            if case .post = request.method, !mustBePublic {
                return (try await answer(anyClient), false)
            }
            do {
                return (try await answer(publicClient), true)
            } catch is PrivateAddress {
                guard !mustBePublic else {
                    throw FetchError.addressNotPublic(address, redirectedFrom: origin)
                }
                return (try await answer(anyClient), false)
            }
        } catch let error as HTTPClientError where error == .readTimeout {
            throw FetchError.stalled(address, limit: limits.stallTimeout ?? .zero)
        } catch {
            try Task.checkCancellation()
            throw isProxied
                ? FetchError(connecting: address, throughProxy: error)
                : FetchError(connecting: address, error)
        }
    }

    private func message(_ request: FetchRequest) -> HTTPClientRequest {
        let address = request.address
        var message = HTTPClientRequest(url: address.url.absoluteString)
        message.headers.add(name: "user-agent", value: userAgent)
        message.headers.add(name: "accept", value: "*/*")
        message.headers.add(name: "accept-encoding", value: "identity")
        switch request.method {
        case .get:
            message.method = .GET
        case .head:
            message.method = .HEAD
        case .post(let body, let contentType):
            message.method = .POST
            message.headers.add(name: "content-type", value: contentType)
            message.body = .bytes(body)
        }
        if request.firstByte > 0 {
            message.headers.add(name: "range", value: "bytes=\(request.firstByte)-")
        }
        if let token = request.token {
            message.headers.add(name: "authorization", value: "Bearer \(token.text)")
        } else if let credentials = address.credentials {
            let encoded = Data(credentials.utf8).base64EncodedString()
            message.headers.add(name: "authorization", value: "Basic \(encoded)")
        }
        return message
    }
}

extension HTTPClient.Configuration.Proxy {
    fileprivate init(_ proxy: FetchProxy) {
        let authorization = proxy.credentials.map { credentials in
            HTTPClient.Authorization.basic(
                credentials: Data(credentials.utf8).base64EncodedString()
            )
        }
        self = .server(host: proxy.host, port: proxy.port, authorization: authorization)
    }
}
