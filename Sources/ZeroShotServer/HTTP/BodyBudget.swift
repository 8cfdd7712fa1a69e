internal import HTTPTypes
internal import Metrics
internal import Synchronization

/// Bytes of request bodies that may be in memory at one time.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)
    private let meter: Meter

    init(limit: Int, metrics: any MetricsFactory) {
        self.limit = limit
        meter = Meter(label: ServerMetric.bodyBytesInHand.name, dimensions: [], factory: metrics)
    }

    /// Whether there was room.
    fileprivate func take(_ bytes: Int) -> Bool {
        used.withLock { used in
            guard bytes <= limit - used else { return false }
            used += bytes
            meter.set(used)
            return true
        }
    }

    fileprivate func giveBack(_ bytes: Int) {
        used.withLock { used in
            used -= bytes
            meter.set(used)
        }
    }
}

/// What one request's body holds of the budget.
final class BodyShare: Sendable {
    private let budget: BodyBudget
    private let taken = Mutex(0)

    init(of budget: BodyBudget) {
        self.budget = budget
    }

    /// - Throws: `APIError` when all bodies together leave no room.
    func take(_ bytes: Int) throws {
        guard budget.take(bytes) else {
            throw APIError(
                .serviceUnavailable, code: "overloaded",
                message: "The server has too many requests in hand. Send this one again later.",
                retryAfter: 1)
        }
        taken.withLock { $0 += bytes }
    }

    func giveBack() {
        budget.giveBack(
            taken.withLock { taken in
                defer { taken = 0 }
                return taken
            })
    }
}
