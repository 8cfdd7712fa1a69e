/// How much, how long and how often a server is asked.
package struct GenerationLimits: Sendable {
    /// Requests at once; Ollama and llama.cpp answer a few at a time and let the others wait.
    package var concurrency = 4
    /// Nil for no limit but the server's own.
    package var requestsPerMinute: Double?
    /// For one request, in a row.
    package var attempts = 5
    /// For one answer, waiting in the server's queue included: a large model on a processor takes
    /// minutes.
    package var requestTimeout = Duration.seconds(300)
    /// Nobody should wait for more without knowing.
    package var longestPause = Duration.seconds(300)
    /// Requests in a row that failed for good until the server is taken for broken.
    package var failuresInARow = 3
    package var clock = GenerationClock()

    package init() {}

    /// The pause before another attempt: one second, then twice as long each time up to a minute, of
    /// which half is left to chance so that several runs do not come back together.
    func pause(afterFailures failures: Int) -> Duration {
        let seconds = Double(1 << min(failures - 1, 6))
        return .seconds(min(seconds, 60) * (0.5 + 0.5 * clock.chance()))
    }
}
