internal import Hummingbird

extension ServerApplication {
    /// All that can be asked of the server.
    func addRoutes(to router: Router<ServerRequestContext>) {
        HealthRoutes(readiness: readiness).add(to: router)
        APIRoutes(
            service: service, configuration: configuration, labelSets: labelSets,
            fetchImage: fetchImage
        ).add(to: router)
        MetricsRoute(metrics: metrics).add(to: router)
        PageRoutes().add(to: router)
    }
}
