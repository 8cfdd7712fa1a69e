internal import Hummingbird

extension ServerApplication {
    /// All that can be asked of the server.
    func addRoutes(to router: Router<ServerRequestContext>) {
        HealthRoutes(readiness: readiness).add(to: router)
        MetricsRoute(metrics: metrics).add(to: router)
        PageRoutes().add(to: router)
    }
}
