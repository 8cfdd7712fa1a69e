/// How much, how long and from where a `Fetcher` takes a file.
package struct FetchLimits: Sendable, Equatable {
    /// Of the body, in bytes.
    package var maximumBytes: Int
    /// From the first connection to the last byte, redirects included.
    package var timeout: Duration
    /// For one connection to be made.
    package var connectTimeout: Duration
    /// How often an answer may point elsewhere.
    package var maximumRedirects: Int
    /// Whether addresses of this machine and of private networks are refused from the start, as
    /// they should be where the URLs come from somebody else; otherwise only redirects to them are.
    package var publicAddressesOnly: Bool

    package init(
        maximumBytes: Int, timeout: Duration, connectTimeout: Duration = .seconds(10),
        maximumRedirects: Int = 5, publicAddressesOnly: Bool = false
    ) {
        self.maximumBytes = maximumBytes
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maximumRedirects = maximumRedirects
        self.publicAddressesOnly = publicAddressesOnly
    }
}
