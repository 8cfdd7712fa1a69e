internal import Foundation
internal import NIOCore

/// What ends a server, besides being told to.
package enum ServerError: Error, Sendable, Equatable {
    /// Somebody else listens there.
    case portInUse(host: String, port: Int)
    /// The system keeps the port for others.
    case portNotAllowed(Int)
    /// The address is not this machine's.
    case addressNotHere(String)
    /// No address has this name.
    case hostUnknown(String)
    /// The system says something else.
    case cannotListen(host: String, port: Int, reason: String)
    /// Some requests were not answered in time.
    case requestsCutOff(after: Duration)
}

extension ServerError {
    /// Whether the configuration is to blame, and will be again at the next start.
    package var isUsage: Bool {
        switch self {
        case .portInUse, .cannotListen, .requestsCutOff: false
        case .portNotAllowed, .addressNotHere, .hostUnknown: true
        }
    }

    /// Nil for an error that has nothing to do with listening.
    init?(listening error: any Error, _ configuration: ServerConfiguration) {
        let (host, port) = (configuration.host, configuration.port)
        switch error {
        case let error as IOError:
            switch POSIXErrorCode(rawValue: error.errnoCode) {
            case .EADDRINUSE: self = .portInUse(host: host, port: port)
            case .EACCES, .EPERM: self = .portNotAllowed(port)
            case .EADDRNOTAVAIL, .EAFNOSUPPORT: self = .addressNotHere(host)
            default: self = .cannotListen(host: host, port: port, reason: error.description)
            }
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            self = .hostUnknown(host)
        default: return nil
        }
    }
}

extension ServerError: CustomStringConvertible {
    /// What was found, and what to do.
    package var description: String {
        switch self {
        case .portInUse(let host, let port):
            "Port \(port) of \(host) is in use already; end the program that listens there, or take "
                + "another port with --port."
        case .portNotAllowed(let port):
            "Port \(port) may not be used by this user; take one above 1023 with --port."
        case .addressNotHere(let host):
            "'\(host)' is no address of this machine; give one that is with --host."
        case .hostUnknown(let host):
            "No address was found for '\(host)'; check --host."
        case .cannotListen(let host, let port, let reason):
            "The server cannot listen at port \(port) of \(host): \(reason)."
        case .requestsCutOff(let timeout):
            "Some requests were not answered within \(timeout) after the server was told to end, and "
                + "were cut off; --shutdown-timeout sets that time."
        }
    }
}
