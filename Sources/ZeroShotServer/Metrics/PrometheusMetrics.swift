package import CoreMetrics
internal import Synchronization

/// Collects what is counted and measured, and writes it in Prometheus' text format.
package final class PrometheusMetrics: MetricsFactory {
    private enum Cell {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)

        var handler: AnyObject {
            switch self {
            case .counter(let cell): cell
            case .gauge(let cell): cell
            case .histogram(let cell): cell
            }
        }
    }

    private struct Family {
        let type: PrometheusText.MetricType
        let help: String?
        var cells: [[PrometheusText.Label]: Cell] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    /// Nothing was counted yet.
    package init() {}

    /// All values, families and series in the order of their names.
    package func text() -> String {
        var text = PrometheusText()
        let families = families.withLock { $0 }
        for (name, family) in families.sorted(by: { $0.key < $1.key }) where !family.cells.isEmpty {
            text.begin(name, family.type, help: family.help)
            let order = family.cells.sorted { left, right in
                left.key.lexicographicallyPrecedes(right.key)
            }
            for (labels, cell) in order {
                switch cell {
                case .counter(let cell): text.add(name, labels, cell.value)
                case .gauge(let cell): text.add(name, labels, cell.value)
                case .histogram(let cell): text.add(name, labels, cell.value, bounds: cell.bounds)
                }
            }
        }
        return text.text
    }

    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        aggregate
            ? histogram(label, suffix: "", dimensions, defaultBounds: Self.counts)
            : gauge(label, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, suffix: "_seconds", dimensions, defaultBounds: ServerMetric.seconds)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        remove(handler)
    }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private static let counts: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterCell {
        let cell = cell(label, suffix: "_total", .counter, dimensions) { .counter(CounterCell()) }
        guard case .counter(let counter) = cell else {
            preconditionFailure("a family of counters holds something else")
        }
        return counter
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeCell {
        let cell = cell(label, suffix: "", .gauge, dimensions) { .gauge(GaugeCell()) }
        guard case .gauge(let gauge) = cell else {
            preconditionFailure("a family of gauges holds something else")
        }
        return gauge
    }

    private func histogram(
        _ label: String, suffix: String, _ dimensions: [(String, String)], defaultBounds: [Double]
    ) -> HistogramCell {
        let cell = cell(label, suffix: suffix, .histogram, dimensions) {
            guard case .histogram(let bounds) = ServerMetric(rawValue: label)?.kind
            else { return .histogram(HistogramCell(bounds: defaultBounds)) }
            return .histogram(HistogramCell(bounds: bounds))
        }
        guard case .histogram(let histogram) = cell else {
            preconditionFailure("a family of histograms holds something else")
        }
        return histogram
    }

    /// The one cell for a name and labels, which is made at its first use.
    private func cell(
        _ label: String, suffix: String, _ type: PrometheusText.MetricType,
        _ dimensions: [(String, String)], make: () -> Cell
    ) -> Cell {
        let stem = PrometheusText.name(label)
        var name = stem.hasSuffix(suffix) ? stem : stem + suffix
        let labels = PrometheusText.labels(dimensions)
        return families.withLock { families in
            // A name has one type; whoever comes second with another is told apart.
            if let known = families[name], known.type != type { name += "_\(type.rawValue)" }
            var family =
                families[name] ?? Family(type: type, help: ServerMetric(rawValue: name)?.help)
            let cell = family.cells[labels] ?? make()
            family.cells[labels] = cell
            families[name] = family
            return cell
        }
    }

    private func remove(_ handler: AnyObject) {
        families.withLock { families in
            for (name, family) in families {
                for (labels, cell) in family.cells where cell.handler === handler {
                    families[name]?.cells[labels] = nil
                }
            }
        }
    }
}
