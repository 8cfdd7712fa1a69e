/// Says when the next request may go out.
actor RequestPace {
    private let interval: Duration
    private let clock: GenerationClock
    private var next = Duration.zero
    private var heldUntil = Duration.zero

    init(_ limits: GenerationLimits) {
        interval = limits.requestsPerMinute.map { .seconds(60 / $0) } ?? .zero
        clock = limits.clock
    }

    /// Returns when it is this request's turn.
    ///
    /// - Throws: `CancellationError`.
    func turn() async throws {
        var start = reserve()
        while true {
            let now = clock.now()
            if now < start { try await clock.sleep(start - now) }
            // What the server asked for in the meantime holds for those who waited, too.
            if start >= heldUntil { return }
            start = reserve()
        }
    }

    /// Lets no request go out for so long.
    func hold(for pause: Duration) {
        heldUntil = max(heldUntil, clock.now() + pause)
    }

    private func reserve() -> Duration {
        let start = max(clock.now(), next, heldUntil)
        next = start + interval
        return start
    }
}
