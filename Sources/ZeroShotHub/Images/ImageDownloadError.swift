internal import Fetch

/// Why an image could not be downloaded.
public struct ImageDownloadError: Error, Sendable, Equatable {
    /// What a program may want to tell apart.
    public enum Kind: Sendable, Equatable {
        /// The text is no `http` or `https` URL.
        case invalidURL
        /// The URL, or a redirect, leads where it must not: see ``ImageDownloader``.
        case refused
        /// No connection could be made.
        case unreachable
        /// The server answered with another status than 200.
        case status(Int)
        /// The file was not complete in time.
        case timedOut
        /// The file is larger than the limit.
        case tooLarge
        /// The server's answer cannot be used: cut short, compressed, not HTTP, redirects without
        /// end or target.
        case unusableAnswer
    }

    /// What a program may want to tell apart.
    public let kind: Kind
    private let sentence: String

    init(_ error: FetchError) {
        sentence = error.description
        kind =
            switch error {
            case .invalidAddress, .unsupportedScheme: .invalidURL
            case .addressNotPublic, .insecureRedirect, .bodyNotSentOn: .refused
            case .hostUnknown, .notConnected, .notSecure, .unusableProxy: .unreachable
            case .status(_, let code): .status(code)
            case .timedOut, .stalled: .timedOut
            case .tooLarge: .tooLarge
            case .tooManyRedirects, .redirectWithoutTarget, .unusableRedirect, .compressed,
                .cutShort, .notHTTP:
                .unusableAnswer
            }
    }
}

extension ImageDownloadError: CustomStringConvertible {
    /// Which URL, without its secrets, what was found, and what to do.
    public var description: String { sentence }
}
