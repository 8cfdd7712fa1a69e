package import Hummingbird
internal import HummingbirdCore
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
    /// The label sets that requests name.
    package let labelSets: LabelSetStore
    /// What is counted and measured.
    package let metrics: PrometheusMetrics
    /// Each request has a line in it.
    let logger: Logger

    /// A server that does not listen yet; without `labelSets`, they are kept in memory.
    package init(
        _ configuration: ServerConfiguration, service: InferenceService,
        readiness: Readiness = Readiness(), fetchImage: ImageFetcher? = nil,
        labelSets: LabelSetStore? = nil, metrics: PrometheusMetrics = PrometheusMetrics(),
        logger: Logger = Logger(label: "zeroshot")
    ) {
        self.configuration = configuration
        self.service = service
        self.readiness = readiness
        self.fetchImage = fetchImage
        self.labelSets = labelSets ?? LabelSetStore(limit: configuration.limits.labelSets)
        self.metrics = metrics
        self.logger = logger
    }

    /// The server as a service, which listens while it runs; `onListening` is called once with the
    /// port, when connections are taken.
    package func application(
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<ServerRequestContext>> {
        application(onListening: onListening, addingRoutes: addRoutes)
    }

    /// The same with any routes.
    func application(
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in },
        addingRoutes: (Router<ServerRequestContext>) -> Void
    ) -> Application<RouterResponder<ServerRequestContext>> {
        var quiet = logger
        // Each request has one line of its own, the command says where it listens, and what ends the
        // server is thrown.
        quiet.logLevel = .critical
        let limits = configuration.limits
        return Application(
            router: makeRouter(addingRoutes: addingRoutes),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionGuard(limits)],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
                        maxHeaderFieldCount: 100))),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(
                    limits.connections, logger: quiet)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { await onListening(port) }
            },
            logger: quiet
        )
    }

    private func makeRouter(
        addingRoutes: (Router<ServerRequestContext>) -> Void
    ) -> Router<ServerRequestContext> {
        let router = Router(
            context: ServerRequestContext.self, options: .autoGenerateHeadEndpoints)
        let methods = AllowedMethods()
        let origins = Set(configuration.allowedOrigins)
        // The first one is the outermost.
        router.add(middleware: RequestIDMiddleware(logger: logger))
        router.add(
            middleware: AccessMiddleware(
                metrics: metrics, logsContent: configuration.logsContent))
        router.add(middleware: SecurityHeadersMiddleware())
        router.add(middleware: OriginHeadersMiddleware(allowedOrigins: origins))
        router.add(
            middleware: ErrorMiddleware(
                methods: methods, logsContent: configuration.logsContent))
        router.add(
            middleware: BrowserGuardMiddleware(
                hosts: HostRule(configuration), allowedOrigins: origins))
        router.add(middleware: APIKeyMiddleware(keys: configuration.apiKeys))
        router.add(
            middleware: BodyLimitMiddleware(
                limit: configuration.limits.bodyBytes,
                budget: BodyBudget(limit: configuration.limits.bodyBytesInHand, metrics: metrics)))
        addingRoutes(router)
        methods.learn(from: router)
        return router
    }
}
