internal import Fetch
public import Foundation

/// Where the Hub and its cache are, and who asks.
public struct HubConfiguration: Sendable {
    /// The Hub of Hugging Face.
    public static let defaultEndpoint = "https://huggingface.co"

    /// The Hub's URL, without a slash at its end.
    public let endpoint: String
    /// Who asks; public repositories need none.
    public var token: HubToken?
    /// Whether only the cache may be used.
    public var isOffline: Bool
    /// Where the files are kept.
    public var cache: HubCache
    let address: WebAddress
    var proxy: FetchProxy?
    var limits = HubLimits()

    /// A configuration of the caller's own.
    ///
    /// - Throws: ``HubError/invalidEndpoint(_:)``.
    public init(
        endpoint: String = defaultEndpoint, token: HubToken? = nil, isOffline: Bool = false,
        cache: HubCache
    ) throws {
        let text = String(endpoint.reversed().drop { $0 == "/" }.reversed())
        do {
            address = try WebAddress(text)
        } catch FetchError.invalidAddress(let shown), FetchError.unsupportedScheme(let shown) {
            throw HubError.invalidEndpoint("'\(shown)' is no http or https URL.")
        }
        guard !text.contains(where: { "?#".contains($0) }) else {
            throw HubError.invalidEndpoint("'\(address)' has a query.")
        }
        self.endpoint = text
        self.token = token
        self.isOffline = isOffline
        self.cache = cache
    }

    /// What the environment says: `HF_ENDPOINT`, `HF_TOKEN` and the token's file, `HF_HUB_OFFLINE`,
    /// `HF_HUB_CACHE`, `HF_HOME` and the other variables that huggingface_hub reads for these; and
    /// `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` for a proxy to an encrypted Hub.
    ///
    /// - Throws: ``HubError``, for an endpoint, a token or a proxy that cannot be used.
    public init(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let hub = HubEnvironment(environment)
        try self.init(
            endpoint: hub.endpoint, token: hub.token(), isOffline: hub.isOffline,
            cache: HubCache(folder: hub.cacheFolder)
        )
        do {
            proxy = try FetchProxy(environment: environment)
        } catch let error as FetchError {
            throw HubError.invalidProxy(error.description)
        }
    }
}
