internal import CoreMetrics
internal import Synchronization

/// Counts up.
final class CounterCell: CounterHandler, FloatingPointCounterHandler {
    private let count = Mutex(0.0)

    var value: Double { count.withLock { $0 } }

    func increment(by amount: Int64) {
        increment(by: Double(amount))
    }

    /// What would count down, or is no number, is not counted.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        count.withLock { $0 += amount }
    }

    func reset() {
        count.withLock { $0 = 0 }
    }
}

/// The last value.
final class GaugeCell: MeterHandler, RecorderHandler {
    private let last = Mutex(0.0)

    var value: Double { last.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { last.withLock { $0 = value } }
    func increment(by amount: Double) { last.withLock { $0 += amount } }
    func decrement(by amount: Double) { last.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// Observations, counted in buckets.
final class HistogramCell: RecorderHandler, TimerHandler {
    /// What was observed so far.
    struct Counts {
        /// Observations up to each bound, those up to smaller ones included.
        var upToBound: [Int]
        var count = 0
        var sum = 0.0
    }

    let bounds: [Double]
    private let counts: Mutex<Counts>

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Mutex(Counts(upToBound: bounds.map { _ in 0 }))
    }

    var value: Counts { counts.withLock { $0 } }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        counts.withLock { counts in
            for (index, bound) in bounds.enumerated() where value <= bound {
                counts.upToBound[index] += 1
            }
            counts.count += 1
            counts.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }

    /// Prometheus wants seconds.
    func preferDisplayUnit(_ unit: TimeUnit) {}
}
