internal import Fetch
internal import ZeroShot

/// Downloads image files from `http` and `https` URLs into memory.
///
/// ```swift
/// let bytes = try await ImageDownloader().bytes(from: "https://example.org/owl.jpg")
/// ```
///
/// Redirects are followed within limits, never from `https` to `http`, and never from a public
/// server to an address of this machine or of a private network.
public struct ImageDownloader: Sendable {
    /// How much, how long and from where.
    public struct Limits: Sendable, Equatable {
        /// Of one file, in bytes: 64 MiB, which photos stay far below.
        public var maximumBytes = 64 << 20
        /// For one file, redirects included: 30 seconds.
        public var timeout = Duration.seconds(30)
        /// Whether URLs of this machine and of private networks are refused.
        ///
        /// Set it where the URLs come from somebody you do not trust.
        public var publicAddressesOnly = false

        /// The default limits.
        public init() {}
    }

    private let limits: Limits
    private let fetcher: Fetcher?

    /// A downloader that opens a connection for each file.
    ///
    /// For many files use ``withConnections(limits:_:)``.
    public init(limits: Limits = Limits()) {
        self.init(limits: limits, fetcher: nil)
    }

    /// Runs `body` with a downloader that keeps its connections from file to file; they are closed
    /// when `body` ends.
    ///
    /// - Throws: what `body` throws.
    public static func withConnections<Result>(
        limits: Limits = Limits(), _ body: (ImageDownloader) async throws -> Result
    ) async throws -> Result {
        try await withFetcher(limits) { fetcher in
            try await body(ImageDownloader(limits: limits, fetcher: fetcher))
        }
    }

    /// The bytes of the file at a URL.
    ///
    /// - Throws: ``ImageDownloadError``, or `CancellationError`.
    public func bytes(from url: String) async throws -> [UInt8] {
        do {
            guard let fetcher else {
                return try await Self.withFetcher(limits) { try await $0.bytes(from: url) }
            }
            return try await fetcher.bytes(from: url)
        } catch let error as FetchError {
            throw ImageDownloadError(error)
        }
    }

    private init(limits: Limits, fetcher: Fetcher?) {
        self.limits = limits
        self.fetcher = fetcher
    }

    private static func withFetcher<Result>(
        _ limits: Limits, _ body: (Fetcher) async throws -> Result
    ) async throws -> Result {
        try await Fetcher.withFetcher(
            limits: FetchLimits(
                maximumBytes: limits.maximumBytes, timeout: limits.timeout,
                publicAddressesOnly: limits.publicAddressesOnly
            ),
            userAgent: "zeroshot/\(ProductVersion.current)",
            body
        )
    }
}
