package import Hummingbird

/// What is known of a request beside its head and body.
package struct ServerRequestContext: RequestContext {
    /// What Hummingbird needs to know.
    package var coreContext: CoreRequestContextStorage
    /// Larger bodies are answered with 413; in bytes.
    package var maxUploadSize = ServerLimits().bodyBytes
    /// Names the request in its answer, in errors and in the log.
    package var id = ""

    /// A request that came in.
    package init(source: Source) {
        coreContext = .init(source: source)
    }
}
