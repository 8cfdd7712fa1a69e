/// The server through which encrypted connections are made, where the environment names one.
///
/// It sees who is talked to, but not what is said. What is not encrypted anyway goes directly.
package struct FetchProxy: Sendable, Equatable {
    let host: String
    let port: Int
    /// `user:password`, for the proxy.
    let credentials: String?
    private let exceptions: [String]

    /// Reads `https_proxy`, else `all_proxy`, and `no_proxy`, in small letters first, as Python and
    /// curl do.
    ///
    /// - Returns: nil where there is no proxy.
    /// - Throws: `FetchError.unusableProxy`.
    package init?(environment: [String: String]) throws {
        func value(_ name: String) -> String? {
            [name, name.uppercased()].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        guard let text = value("https_proxy") ?? value("all_proxy") else { return nil }
        let address: WebAddress
        do {
            address = try WebAddress(text.contains("://") ? text : "http://\(text)")
        } catch FetchError.invalidAddress(let shown), FetchError.unsupportedScheme(let shown) {
            throw FetchError.unusableProxy(shown)
        }
        guard !address.isSecure else { throw FetchError.unusableProxy(address.description) }
        host = address.host
        port = address.origin.port
        credentials = address.credentials
        exceptions = (value("no_proxy") ?? "").split(separator: ",").map { part in
            let name = part.lowercased().filter { !$0.isWhitespace }
            return String(name.drop { $0 == "." })
        }.filter { !$0.isEmpty }
    }

    /// Whether connections to the address are made through the proxy.
    ///
    /// An exception is a host's name or the end of one, perhaps with a port, or `*`.
    func serves(_ address: WebAddress) -> Bool {
        guard address.isSecure else { return false }
        let names = [address.host, "\(address.host):\(address.origin.port)"]
        return !exceptions.contains { exception in
            exception == "*" || names.contains { $0 == exception || $0.hasSuffix(".\(exception)") }
        }
    }
}

extension FetchProxy: CustomStringConvertible, CustomReflectable {
    /// Without its secrets.
    package var description: String { "\(host):\(port)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
