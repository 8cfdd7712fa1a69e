import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

extension FetchError {
    /// Says what the HTTP client's error, thrown before there was an answer, means.
    init(connecting address: WebAddress, _ error: any Error) {
        switch error {
        case let error as FetchError:
            self = error
        case let error as HTTPClientError
        where [.connectTimeout, .tlsHandshakeTimeout].contains(error):
            self = .notConnected(address, .noAnswer)
        case ChannelError.connectTimeout:
            self = .notConnected(address, .noAnswer)
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            self = .notConnected(address, .closed)
        case let error as HTTPClientError where [.invalidURL, .emptyHost].contains(error):
            self = .invalidAddress(address.description)
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first {
                self.init(connecting: address, first.error)
            } else {
                self = .hostUnknown(address)
            }
        case let error as IOError:
            self = .notConnected(address, ConnectionProblem(errno: error.errnoCode))
        case let error as HTTPClientError where Self.ofProxies.contains(error):
            self = .notConnected(address, .proxy)
        case is HTTPParserError:
            self = .notHTTP(address)
        case is HTTPClientError:
            self = .notConnected(address, .other)
        default:
            // What is left of an encrypted connection's errors is TLS's own.
            self = address.isSecure ? .notSecure(address) : .notConnected(address, .other)
        }
    }

    /// Says the same of a connection that a proxy was to make.
    init(connecting address: WebAddress, throughProxy error: any Error) {
        // The proxy's own name or address; what is behind it, only the proxy knows.
        if error is NIOConnectionError || error is IOError || error is ChannelError {
            self = .notConnected(address, .proxy)
        } else {
            self.init(connecting: address, error)
        }
    }

    private static let ofProxies: [HTTPClientError] = [
        .proxyAuthenticationRequired, .httpProxyHandshakeTimeout, .invalidProxyResponse,
    ]
}

extension FetchError.ConnectionProblem {
    fileprivate init(errno: CInt) {
        switch POSIXErrorCode(rawValue: errno) {
        case .ECONNREFUSED: self = .refused
        case .ENETUNREACH, .EHOSTUNREACH, .ENETDOWN, .EADDRNOTAVAIL: self = .unreachable
        case .ETIMEDOUT: self = .noAnswer
        case .ECONNRESET, .EPIPE: self = .closed
        default: self = .other
        }
    }
}
