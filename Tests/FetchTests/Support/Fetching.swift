import Fetch

/// The text that a fetcher of its own finds at a URL.
func text(
    at url: String, maximumBytes: Int = 1000, timeout: Duration = .seconds(30),
    maximumRedirects: Int = 5, publicAddressesOnly: Bool = false,
    isPublic: (@Sendable (String) -> Bool)? = nil,
    addresses: (@Sendable (String) async -> [String])? = nil
) async throws -> String {
    let limits = FetchLimits(
        maximumBytes: maximumBytes, timeout: timeout, maximumRedirects: maximumRedirects,
        publicAddressesOnly: publicAddressesOnly
    )
    let read: (Fetcher) async throws -> String = { fetcher in
        String(decoding: try await fetcher.bytes(from: url), as: UTF8.self)
    }
    guard let isPublic else {
        return try await Fetcher.withFetcher(limits: limits, userAgent: "owl/1", read)
    }
    return try await Fetcher.withFetcher(
        limits: limits, userAgent: "owl/1", isPublic: isPublic, addresses: addresses, read
    )
}
