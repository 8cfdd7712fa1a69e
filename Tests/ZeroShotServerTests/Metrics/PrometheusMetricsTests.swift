import CoreMetrics
import Metrics
import Testing

@testable import ZeroShotServer

/// What is counted, as Prometheus reads it.
struct PrometheusMetricsTests {
    private let metrics = PrometheusMetrics()

    @Test func `counters, gauges and histograms are written with their types`() {
        Counter(label: "owls", dimensions: [("kind", "barn")], factory: metrics).increment(by: 2)
        Gauge(label: "perches", dimensions: [], factory: metrics).record(1.5)
        let flights = Recorder(label: "flights", dimensions: [], factory: metrics)
        for length in [1, 3, 2000] { flights.record(length) }
        #expect(
            metrics.text() == """
                # TYPE flights histogram
                flights_bucket{le="1"} 1
                flights_bucket{le="2"} 1
                flights_bucket{le="5"} 2
                flights_bucket{le="10"} 2
                flights_bucket{le="20"} 2
                flights_bucket{le="50"} 2
                flights_bucket{le="100"} 2
                flights_bucket{le="200"} 2
                flights_bucket{le="500"} 2
                flights_bucket{le="1000"} 2
                flights_bucket{le="+Inf"} 3
                flights_sum 2004
                flights_count 3
                # TYPE owls_total counter
                owls_total{kind="barn"} 2
                # TYPE perches gauge
                perches 1.5

                """)
    }

    @Test func `times are seconds`() throws {
        Timer(label: "flight", dimensions: [], factory: metrics).record(duration: .milliseconds(20))
        let samples = try PrometheusSample.read(metrics.text())
        #expect(samples.contains { $0.name == "flight_seconds_sum" && $0.value == 0.02 })
        let counts = samples.filter { $0.name == "flight_seconds_bucket" }
        #expect(counts.map(\.value) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    }

    @Test func `the same name and labels are the same series, in any order of the labels`() throws {
        let labels = [("a", "1"), ("b", "2")]
        Counter(label: "owls", dimensions: labels, factory: metrics).increment()
        Counter(label: "owls", dimensions: labels.reversed(), factory: metrics).increment()
        Counter(label: "owls", dimensions: [("a", "2")], factory: metrics).increment()
        let samples = try PrometheusSample.read(metrics.text())
        #expect(samples.map(\.value) == [2, 1])
    }

    @Test func `the server's own metrics have help and their own buckets`() {
        Recorder(label: ServerMetric.batchImages.name, dimensions: [], factory: metrics).record(3)
        let text = metrics.text()
        #expect(
            text.hasPrefix(
                """
                # HELP zeroshot_batch_images Images that went through the image tower at once.
                # TYPE zeroshot_batch_images histogram
                zeroshot_batch_images_bucket{le="1"} 0
                zeroshot_batch_images_bucket{le="2"} 0
                zeroshot_batch_images_bucket{le="4"} 1

                """))
        Counter(label: ServerMetric.turnedAway.name, dimensions: [], factory: metrics).increment()
        #expect(metrics.text().contains("\nzeroshot_requests_turned_away_total 1\n"))
    }

    @Test func `a name of two types does not become a family of two types`() throws {
        Gauge(label: "owls_total", dimensions: [], factory: metrics).record(1)
        Counter(label: "owls", dimensions: [], factory: metrics).increment()
        let names = try PrometheusSample.read(metrics.text()).map(\.name)
        #expect(names == ["owls_total", "owls_total_counter"])
    }

    @Test func `what is destroyed is written no more`() {
        let counter = Counter(label: "owls", dimensions: [], factory: metrics)
        counter.increment()
        #expect(metrics.text().contains("owls"))
        counter.destroy()
        #expect(metrics.text() == "")
    }

    @Test func `what would count down is not counted`() {
        let cell = CounterCell()
        cell.increment(by: 2.0)
        cell.increment(by: -1.0)
        cell.increment(by: .nan)
        cell.increment(by: .infinity)
        #expect(cell.value == 2)
    }

    @Test(arguments: [
        (0.0, "0"), (-3.0, "-3"), (1e15, "1000000000000000"), (0.1, "0.1"), (1e300, "1e+300"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (1e-5, "1e-05"),
    ])
    func `numbers are written as Prometheus reads them`(value: Double, text: String) {
        #expect(PrometheusText.number(value) == text)
    }

    @Test(arguments: [
        ("http.server.requests", "http_server_requests"), ("9lives", "_9lives"), ("", "_"),
        ("größe", "gr__e"), ("a:b", "a:b"),
    ])
    func `names hold only what they may`(label: String, name: String) {
        #expect(PrometheusText.name(label) == name)
    }

    @Test func `labels hold only names that they may, each once`() {
        let labels = PrometheusText.labels([
            ("le", "1"), ("a.b", "2"), ("a-b", "3"), ("x:y", "4"),
        ])
        #expect(labels.map(\.name) == ["a_b", "le_", "x_y"])
        #expect(labels.map(\.value) == ["3", "1", "4"])
    }

    /// Values and labels made by chance come back as they went in.
    @Test(arguments: 0..<50)
    func `what is written is read as it was`(seed: UInt64) throws {
        var random = RandomNumbers(seed: seed)
        let pieces = ["a", "\\", "\"", "\n", "\\n", "}", "{", ",", "=", " ", "ö", "🦉", "\r", "\t"]
        var expected: Set<PrometheusSample> = []
        for index in 0..<20 {
            let labels = (0..<Int.random(in: 0...3, using: &random)).map { number in
                let count = Int.random(in: 0...6, using: &random)
                let value = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }
                return ("l\(number)", value.joined())
            }
            let value = Double(Int.random(in: -9...9, using: &random)) / 7
            Gauge(label: "g\(index)", dimensions: labels, factory: metrics).record(value)
            let pairs = labels.map { ($0.0, $0.1) }
            expected.insert(
                PrometheusSample(
                    name: "g\(index)", labels: Dictionary(uniqueKeysWithValues: pairs), value: value
                ))
        }
        #expect(Set(try PrometheusSample.read(metrics.text())) == expected)
    }
}
