internal import HTTPTypes
internal import Synchronization

/// Counts the images in hand, and turns requests away early that would wait too long.
final class ImageQueue: Sendable {
    private struct State {
        var count = 0
        /// What an image took lately, all its waiting left out.
        var secondsPerImage = 0.0
    }

    private let limit: Int
    private let metrics: EngineMetrics
    private let state = Mutex(State())

    /// A queue that may hold `limit` images of all requests together.
    init(limit: Int, metrics: EngineMetrics) {
        self.limit = limit
        self.metrics = metrics
    }

    /// Runs `body` while so many images more are in hand.
    ///
    /// A request that alone has more images than the queue may hold is taken when it is empty.
    ///
    /// - Throws: ``APIError`` when the queue is full; what `body` throws.
    func hold<Output>(_ images: Int, _ body: () async throws -> Output) async throws -> Output {
        let count = try state.withLock { state in
            guard state.count == 0 || state.count + images <= limit else {
                throw turnedAway(state)
            }
            state.count += images
            return state.count
        }
        metrics.queuedImages(count)
        defer {
            metrics.queuedImages(
                state.withLock { state in
                    state.count -= images
                    return state.count
                })
        }
        return try await body()
    }

    /// Learns how long images take.
    func noteBatch(of images: Int, took duration: Duration) {
        let seconds = duration / .seconds(1) / Double(images)
        state.withLock { state in
            state.secondsPerImage =
                state.secondsPerImage == 0 ? seconds : 0.8 * state.secondsPerImage + 0.2 * seconds
        }
    }

    private func turnedAway(_ state: State) -> APIError {
        metrics.turnedAway()
        let seconds = Double(state.count) * state.secondsPerImage
        return APIError(
            .serviceUnavailable, code: "overloaded",
            message: """
                \(state.count) images are waiting or being computed, and at most \(limit) may be. \
                Send the request again later.
                """,
            retryAfter: min(max(1, Int(seconds.rounded(.up))), 60))
    }
}
