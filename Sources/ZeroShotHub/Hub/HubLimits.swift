/// How long and how often the Hub is asked.
struct HubLimits: Sendable {
    /// For an answer without a file in it: as long as huggingface_hub waits.
    var answerTimeout = Duration.seconds(10)
    /// For the next bytes of a file; a large file may take hours, but not pause.
    var stallTimeout = Duration.seconds(30)
    /// In a row without a new byte.
    var attempts = 5
    /// The Hub counts requests over five minutes; nobody should wait for more without knowing.
    var longestPause = Duration.seconds(300)
    /// Files at once: more gain nothing from one server.
    var concurrentFiles = 4
    /// Waits between attempts.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// Waits before another attempt, longer each time, or as long as the Hub wants.
    ///
    /// - Parameters:
    ///   - error: why there is another attempt.
    ///   - failures: how many attempts in a row have failed.
    ///   - notice: is told the pause before it begins.
    /// - Throws: `error`, where there was enough; `CancellationError`.
    func pauseAfter(
        _ error: HubError, failures: Int, notice: (Duration) -> Void
    ) async throws {
        guard failures < attempts else { throw error }
        var pause = Duration.seconds(1 << min(failures - 1, 3))
        if case .tooManyRequests(_, let seconds?) = error {
            pause = .seconds(seconds)
            guard pause <= longestPause else { throw error }
        }
        notice(pause)
        try await self.pause(pause)
    }
}
