/// How much, how long and from where a `Fetcher` takes a file.
package struct FetchLimits: Sendable, Equatable {
    /// Of the body, in bytes.
    package var maximumBytes: Int
    /// From the first connection to the last byte, redirects included; for answers that are read
    /// as they come in, only to the answer's head.
    package var timeout: Duration
    /// Without a byte from the server; nil leaves it to `timeout`.
    package var stallTimeout: Duration?
    /// For one connection to be made.
    package var connectTimeout: Duration
    /// How often an answer may point elsewhere.
    package var maximumRedirects: Int
    /// Whether addresses of this machine and of private networks are refused from the start, as
    /// they should be where the URLs come from somebody else; otherwise only redirects to them are.
    package var publicAddressesOnly: Bool

    package init(
        maximumBytes: Int, timeout: Duration, stallTimeout: Duration? = nil,
        connectTimeout: Duration = .seconds(10), maximumRedirects: Int = 5,
        publicAddressesOnly: Bool = false
    ) {
        self.maximumBytes = maximumBytes
        self.timeout = timeout
        self.stallTimeout = stallTimeout
        self.connectTimeout = connectTimeout
        self.maximumRedirects = maximumRedirects
        self.publicAddressesOnly = publicAddressesOnly
    }
}
