import Synchronization

/// Things of which each has one user at a time.
final class Spares<Thing: Sendable>: Sendable {
    /// How many users there may be at once.
    let count: Int
    private let free: Mutex<[Thing]>

    init(_ things: [Thing]) {
        count = things.count
        free = Mutex(things)
    }

    /// Calls a closure with one that nobody uses.
    ///
    /// - Throws: what the closure throws.
    func using<Result>(_ body: (Thing) async throws -> Result) async rethrows -> Result {
        guard let thing = free.withLock({ $0.popLast() }) else {
            preconditionFailure("more than \(count) users at once")
        }
        defer { free.withLock { $0.append(thing) } }
        return try await body(thing)
    }
}
