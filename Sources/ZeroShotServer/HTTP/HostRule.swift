/// Under which names the server may be asked.
///
/// An address cannot be rebound by somebody else, and `localhost` never leaves this machine. Other
/// names are known to be wrong where the server listens on loopback or at a name, or where its
/// operator listed the right ones; at any other address they cannot be told from the server's own.
struct HostRule: Sendable {
    private let names: Set<String>
    private let allowsOthers: Bool

    init(_ configuration: ServerConfiguration) {
        let own = configuration.host.lowercased()
        names = Set(configuration.allowedHosts.map { $0.lowercased() } + [own])
        allowsOthers =
            configuration.allowedHosts.isEmpty && Self.isAddress(own) && !Self.isLoopback(own)
    }

    /// Whether a request may name such a host, with or without a port; old clients name none.
    func allows(_ authority: String?) -> Bool {
        guard let authority, !authority.isEmpty else { return true }
        let host = Self.host(of: authority)
        return allowsOthers || Self.isAddress(host) || names.contains(host)
            || host == "localhost" || host.hasSuffix(".localhost")
    }

    /// Whether programs on other machines cannot reach an address.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || (isVersion4(host) && host.hasPrefix("127."))
    }

    /// The name without port, brackets and the dot at its end.
    private static func host(of authority: String) -> String {
        let lower = authority.lowercased()
        if lower.hasPrefix("[") { return String(lower.dropFirst().prefix { $0 != "]" }) }
        let name = lower.prefix { $0 != ":" }
        return String(name.hasSuffix(".") ? name.dropLast() : name)
    }

    private static func isAddress(_ host: String) -> Bool {
        isVersion4(host)
            || (host.contains(":") && host.allSatisfy { $0.isHexDigit || ":.%".contains($0) })
    }

    private static func isVersion4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
