package import Hummingbird

/// What is known of a request beside its head and body.
package struct ServerRequestContext: RequestContext {
    /// What Hummingbird needs to know.
    package var coreContext: CoreRequestContextStorage
    /// Larger bodies are answered with 413; in bytes.
    package var maxUploadSize = ServerLimits().bodyBytes

    /// A request that came in.
    package init(source: Source) {
        coreContext = .init(source: source)
    }
}
