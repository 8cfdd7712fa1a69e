import Foundation

/// An `http` or `https` URL, taken apart so that nothing secret is sent or shown by mistake.
package struct WebAddress: Sendable, Equatable {
    /// What is requested: without user, password and fragment.
    let url: URL
    /// Whether what is sent there is encrypted on its way.
    package let isSecure: Bool
    package let host: String
    /// `user:password`, for this origin only.
    let credentials: String?

    /// - Throws: `FetchError`, for text that is no such URL.
    package init(_ text: String) throws {
        guard let url = URL(string: text) else {
            throw FetchError.invalidAddress(Self.hidingSecrets(in: text))
        }
        try self.init(url, text: text)
    }

    /// The target of a redirect from here.
    ///
    /// Credentials in it are dropped: they are the server's words, not the user's.
    func resolving(location: String) throws -> WebAddress {
        guard let url = URL(string: location, relativeTo: url)?.absoluteURL,
            let found = try? WebAddress(url, text: location)
        else {
            throw FetchError.unusableRedirect(from: self, to: Self.hidingSecrets(in: location))
        }
        let target = WebAddress(
            url: found.url, isSecure: found.isSecure, host: found.host,
            credentials: found.origin == origin ? credentials : nil
        )
        guard target.isSecure || !isSecure else {
            throw FetchError.insecureRedirect(from: self, to: target)
        }
        return target
    }

    /// The text with `user:password@` replaced by `***@`, and without the query's content, which
    /// often holds keys and signatures; also of text that is no URL.
    private static func hidingSecrets(in text: String) -> String {
        let end = text.firstIndex { "?#".contains($0) } ?? text.endIndex
        let shown = text[..<end] + (end == text.endIndex ? "" : "\(text[end])...")
        let start = shown.prefixMatch(of: /[A-Za-z][A-Za-z0-9+.\-]*:\/*/)?.range.upperBound
        let rest = shown[(start ?? shown.startIndex)...]
        guard let at = rest.prefix(while: { $0 != "/" }).lastIndex(of: "@") else {
            return String(shown)
        }
        return shown[..<rest.startIndex] + "***" + shown[at...]
    }

    /// Scheme, host and port: who gets what is meant for one server only.
    struct Origin: Equatable {
        let isSecure: Bool
        let host: String
        let port: Int
    }

    var origin: Origin {
        Origin(isSecure: isSecure, host: host, port: url.port ?? (isSecure ? 443 : 80))
    }

    /// Whether it leads to this machine, by a name or an address that can mean nothing else.
    package var isThisMachine: Bool {
        if host == "localhost" { return true }
        return IPAddress(bareHost)?.isLoopback ?? false
    }

    /// The host, an IPv6 address without its brackets.
    var bareHost: String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }

    /// The host as the HTTP client may take it from the URL.
    var hostSpellings: Set<String> {
        Set(
            [host, url.host(percentEncoded: true), url.host(percentEncoded: false)].compactMap {
                $0
            })
    }

    private init(url: URL, isSecure: Bool, host: String, credentials: String?) {
        self.url = url
        self.isSecure = isSecure
        self.host = host
        self.credentials = credentials
    }

    private init(_ url: URL, text: String) throws {
        let shown = Self.hidingSecrets(in: text)
        guard var parts = URLComponents(url: url, resolvingAgainstBaseURL: true) else {
            throw FetchError.invalidAddress(shown)
        }
        switch parts.scheme?.lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw FetchError.unsupportedScheme(shown)
        }
        guard let host = parts.host?.lowercased(), !host.isEmpty else {
            throw FetchError.invalidAddress(shown)
        }
        // The HTTP client ends the process for a number that is no port.
        guard (1...65_535).contains(parts.port ?? 80) else {
            throw FetchError.invalidAddress(shown)
        }
        self.host = host
        credentials = parts.user.map { user in "\(user):\(parts.password ?? "")" }
        parts.user = nil
        parts.password = nil
        parts.fragment = nil
        guard let bare = parts.url else { throw FetchError.invalidAddress(shown) }
        self.url = bare
    }
}

/// The address without its secrets.
extension WebAddress: CustomStringConvertible, CustomReflectable {
    package var description: String { Self.hidingSecrets(in: url.absoluteString) }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
