internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What the server counted and measured, for Prometheus.
struct MetricsRoute {
    let metrics: PrometheusMetrics

    func add(to router: some RouterMethods<ServerRequestContext>) {
        router.get("/metrics") { [metrics] _, _ in
            Response(
                status: .ok, headers: [.contentType: PrometheusText.contentType],
                body: .init(byteBuffer: ByteBuffer(string: metrics.text() + ProcessMetrics.text())))
        }
    }
}
