package import Foundation

/// Time and chance, as a run knows them; tests have their own.
package struct GenerationClock: Sendable {
    /// Since some moment in the past.
    package var now: @Sendable () -> Duration
    package var sleep: @Sendable (Duration) async throws -> Void
    /// The time of day, which a server's dates are compared with.
    package var date: @Sendable () -> Date
    /// From 0 to 1.
    package var chance: @Sendable () -> Double

    package init() {
        let start = ContinuousClock.now
        now = { ContinuousClock.now - start }
        sleep = { try await Task.sleep(for: $0) }
        date = { Date() }
        chance = { Double.random(in: 0...1) }
    }
}
