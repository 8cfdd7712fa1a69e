import AsyncHTTPClient
import Foundation
import NIOCore

/// A connection was made to an address that may not be used.
struct ForbiddenAddress: Error {}

extension HTTPClient.Configuration {
    /// Connections as the limits want them; redirects are left to the caller.
    init(_ limits: FetchLimits) {
        self.init(
            redirectConfiguration: .disallow,
            // The end of a fetch waits for connections in the making.
            timeout: .init(
                connect: TimeAmount(min(limits.connectTimeout, limits.timeout)),
                read: limits.stallTimeout.map { TimeAmount($0) }
            ),
            // Decompressing would let a few bytes become gigabytes, and pictures gain nothing.
            decompression: .disabled
        )
        httpVersion = .http1Only
        connectionPool.retryConnectionEstablishment = false
        // How many fetches run at once is the caller's choice: one that had to wait for another's
        // connection would be taken for one whose server does not answer.
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = .max
    }

    /// Ends connections to other addresses before anything is sent over them.
    mutating func requireConnection(
        to isAllowed: @escaping @Sendable (String) -> Bool
    ) {
        http1_1ConnectionDebugInitializer = { channel in
            if let address = channel.remoteAddress?.ipAddress, isAllowed(address) {
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            // The client must learn of the failure before it learns of the closed connection.
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(ForbiddenAddress())
        }
    }
}

extension HTTPClient.Configuration.Proxy {
    init(_ proxy: FetchProxy) {
        let authorization = proxy.credentials.map { credentials in
            HTTPClient.Authorization.basic(
                credentials: Data(credentials.utf8).base64EncodedString()
            )
        }
        self = .server(host: proxy.host, port: proxy.port, authorization: authorization)
    }
}
