/// Where a server listens.
package struct ListeningAddress: Sendable, CustomStringConvertible {
    /// As it was asked for.
    package let host: String
    /// The one that was free, where any was asked for.
    package let port: Int

    /// As a browser takes it.
    package var description: String {
        host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }
}
