package import Hummingbird
package import Logging
internal import NIOCore

/// The server: what is asked of it goes through its middleware to its routes.
package struct ServerApplication: Sendable {
    /// What the operator set.
    package let configuration: ServerConfiguration
    /// Computes the answers.
    package let service: InferenceService
    /// Whether the default checkpoint is loaded.
    package let readiness: Readiness
    /// Fetches images from URLs; nil where URLs are off.
    package let fetchImage: ImageFetcher?
    private let logger: Logger

    /// A server that does not listen yet.
    package init(
        _ configuration: ServerConfiguration, service: InferenceService,
        readiness: Readiness = Readiness(), fetchImage: ImageFetcher? = nil,
        logger: Logger = Logger(label: "zeroshot")
    ) {
        self.configuration = configuration
        self.service = service
        self.readiness = readiness
        self.fetchImage = fetchImage
        self.logger = logger
    }

    /// The server as a service, which listens while it runs.
    ///
    /// - Parameter onListening: is called once with the port, when connections are taken.
    package func application(
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<ServerRequestContext>> {
        var quiet = logger
        // Each request has one line of its own.
        quiet.logLevel = max(logger.logLevel, .warning)
        return Application(
            router: makeRouter(),
            configuration: .init(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { await onListening(port) }
            },
            logger: quiet
        )
    }

    private func makeRouter() -> Router<ServerRequestContext> {
        let router = Router(
            context: ServerRequestContext.self, options: .autoGenerateHeadEndpoints)
        let methods = AllowedMethods()
        // The first one is the outermost.
        router.add(middleware: RequestIDMiddleware(logger: logger))
        router.add(middleware: ErrorMiddleware(methods: methods))
        addRoutes(to: router)
        methods.learn(from: router)
        return router
    }
}
