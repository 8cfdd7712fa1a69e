internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Metrics

/// One line of the log for each request, and its count and duration in the metrics.
struct AccessMiddleware: RouterMiddleware {
    let metrics: any MetricsFactory
    let logsContent: Bool
    private let inHand: Meter

    init(metrics: any MetricsFactory, logsContent: Bool) {
        self.metrics = metrics
        self.logsContent = logsContent
        inHand = Meter(label: ServerMetric.requestsInHand.name, dimensions: [], factory: metrics)
    }

    func handle(
        _ request: Request, context: ServerRequestContext,
        next: (Request, ServerRequestContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        inHand.increment()
        defer { inHand.decrement() }
        let response = try await next(request, context)
        let duration = ContinuousClock.now - start
        let access = Access(
            method: request.method.rawValue, route: context.endpointPath ?? "unknown",
            status: response.status.code)
        record(access, duration)
        log(access, duration, of: request, to: context.logger)
        return response
    }

    private struct Access {
        let method: String
        let route: String
        let status: Int
    }

    private func record(_ access: Access, _ duration: Duration) {
        // Anybody can make up methods; each would be a series of its own.
        let method = Self.knownMethods.contains(access.method) ? access.method : "other"
        let dimensions = [
            ("method", method), ("route", access.route), ("status", String(access.status)),
        ]
        Counter(label: ServerMetric.requests.name, dimensions: dimensions, factory: metrics)
            .increment()
        Timer(label: ServerMetric.requestDuration.name, dimensions: dimensions, factory: metrics)
            .record(duration: duration)
    }

    private func log(
        _ access: Access, _ duration: Duration, of request: Request, to logger: Logger
    ) {
        var metadata: Logger.Metadata = [
            "method": "\(access.method)", "route": "\(access.route)",
            "status": "\(access.status)", "ms": "\(Self.milliseconds(duration))",
        ]
        // Paths and queries can hold labels.
        if logsContent { metadata["path"] = "\(request.uri.string)" }
        let isProbe = ["/healthz", "/readyz", "/metrics"].contains(access.route)
        logger.log(level: isProbe ? .debug : .info, "request", metadata: metadata)
    }

    private static let knownMethods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH",
    ]

    private static func milliseconds(_ duration: Duration) -> Double {
        let tenths = (duration / .microseconds(100)).rounded()
        return tenths / 10
    }
}
