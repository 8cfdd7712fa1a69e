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
    private let isPublic: @Sendable (String) -> Bool
    private let addresses: @Sendable (String) async -> [String]

    /// Runs `body` with a fetcher, whose connections are closed at the end.
    ///
    /// - Parameters:
    ///   - limits: for each fetch.
    ///   - userAgent: how the fetcher introduces itself to servers.
    ///   - proxy: makes the encrypted connections; then it decides who may be reached.
    ///   - isPublic: whether an IP address, as text, belongs to a public server.
    ///   - addresses: finds the addresses of a host, as text.
    ///   - body: the fetches.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws.
    package static func withFetcher<Result>(
        limits: FetchLimits, userAgent: String, proxy: FetchProxy? = nil,
        isPublic: @escaping @Sendable (String) -> Bool = { IPAddress($0)?.isPublic ?? false },
        addresses: (@Sendable (String) async -> [String])? = nil,
        _ body: (Fetcher) async throws -> Result
    ) async throws -> Result {
        let open = HTTPClient.Configuration(limits)
        var restricted = open
        // The address that was reached, not the one a name server gave earlier: the check cannot be
        // passed by a name that changes its address in between.
        restricted.requireConnection(to: isPublic)
        var proxied = open
        proxied.proxy = proxy.map(HTTPClient.Configuration.Proxy.init)
        return try await HTTPClient.withHTTPClient(configuration: open) { anyClient in
            try await HTTPClient.withHTTPClient(configuration: restricted) { publicClient in
                try await HTTPClient.withHTTPClient(configuration: proxied) { proxyClient in
                    try await body(
                        Fetcher(
                            limits: limits, userAgent: userAgent, anyClient: anyClient,
                            publicClient: publicClient, proxy: proxy, proxyClient: proxyClient,
                            isPublic: isPublic, addresses: addresses ?? HostLookup.addresses
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
            group.addTask { try await follow(request, read) }
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
        precondition(
            !limits.publicAddressesOnly, "such a connection ends with the reading of its answer")
        return try await withAnswer(to: request) { $0 }
    }

    /// What is read from the answer at the end of the redirects; the one way in which anything is
    /// fetched.
    private func follow<Result: Sendable>(
        _ start: FetchRequest, _ read: (FetchAnswer) async throws -> Result
    ) async throws -> Result {
        var request = start
        var origin: WebAddress?
        var mustBePublic = limits.publicAddressesOnly
        for _ in 0...limits.maximumRedirects {
            let (step, isPublic) = try await respond(
                to: request, redirectedFrom: origin, mustBePublic: mustBePublic
            ) { answer in
                guard let target = try request.redirectTarget(of: answer) else {
                    return Step.result(try await read(answer))
                }
                return .redirect(target)
            }
            switch step {
            case .result(let result): return result
            case .redirect(let target):
                if target.origin != request.address.origin {
                    // Also not to the first server again, where another one leads back to it.
                    request.token = nil
                }
                origin = request.address
                mustBePublic = isPublic
                request.address = target
            }
        }
        throw FetchError.tooManyRedirects(start.address, limit: limits.maximumRedirects)
    }

    private enum Step<Result: Sendable>: Sendable {
        case redirect(WebAddress)
        case result(Result)
    }

    /// What is read from the answer, and whether it came from a public address.
    private func respond<Result: Sendable>(
        to request: FetchRequest, redirectedFrom origin: WebAddress?, mustBePublic: Bool,
        _ read: (FetchAnswer) async throws -> Result
    ) async throws -> (Result, isPublic: Bool) {
        let address = request.address
        if proxy?.serves(address) ?? false {
            return (try await read(try await execute(request, proxyClient, isProxied: true)), true)
        }
        // What has a body stays with the server it is meant for; whether that is a public one
        // matters to nobody then.
        if case .post = request.method, !mustBePublic {
            return (try await read(try await execute(request, anyClient)), false)
        }
        if mustBePublic {
            let found = try await publicAddresses(of: address, redirectedFrom: origin)
            if limits.publicAddressesOnly {
                return (try await execute(request, at: found, redirectedFrom: origin, read), true)
            }
        }
        let answer: FetchAnswer
        do {
            answer = try await execute(request, publicClient)
        } catch is ForbiddenAddress {
            guard !mustBePublic else {
                throw FetchError.addressNotPublic(address, redirectedFrom: origin)
            }
            return (try await read(try await execute(request, anyClient)), false)
        }
        return (try await read(answer), true)
    }

    /// The addresses of a host, all of which are public; found before any connection is made.
    private func publicAddresses(
        of address: WebAddress, redirectedFrom origin: WebAddress?
    ) async throws -> [String] {
        let host = address.bareHost
        let found = IPAddress(host) == nil ? await addresses(host) : [host]
        try Task.checkCancellation()
        guard !found.isEmpty else { throw FetchError.hostUnknown(address) }
        // One that is not might be the one that is connected to, and such a name is no accident.
        guard found.allSatisfy(isPublic) else {
            throw FetchError.addressNotPublic(address, redirectedFrom: origin)
        }
        return found
    }

    /// Connects to the first of the addresses that takes the connection, and to no other, whatever
    /// the host's name stands for by then.
    private func execute<Result: Sendable>(
        _ request: FetchRequest, at addresses: [String], redirectedFrom origin: WebAddress?,
        _ read: (FetchAnswer) async throws -> Result
    ) async throws -> Result {
        for (index, target) in addresses.enumerated() {
            var configuration = HTTPClient.Configuration(limits)
            for name in request.address.hostSpellings where IPAddress(name) == nil {
                configuration.dnsOverride[name] = target
            }
            configuration.requireConnection { IPAddress($0) == IPAddress(target) }
            let result = try await HTTPClient.withHTTPClient(configuration: configuration) {
                client -> Result? in
                let answer: FetchAnswer
                do {
                    answer = try await execute(request, client)
                } catch is ForbiddenAddress {
                    throw FetchError.addressNotPublic(request.address, redirectedFrom: origin)
                } catch FetchError.notConnected where index < addresses.count - 1 {
                    return nil
                }
                return try await read(answer)
            }
            if let result { return result }
        }
        throw FetchError.hostUnknown(request.address)
    }

    /// The answer of one server.
    ///
    /// - Throws: `ForbiddenAddress`, `FetchError`, `CancellationError`.
    private func execute(
        _ request: FetchRequest, _ client: HTTPClient, isProxied: Bool = false
    ) async throws -> FetchAnswer {
        let address = request.address
        do {
            return FetchAnswer(
                try await client.execute(message(request), deadline: .distantFuture), from: address,
                stallTimeout: limits.stallTimeout
            )
        } catch let error as ForbiddenAddress {
            throw error
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
