internal import Metrics

/// What the engine tells about itself; where nobody set up metrics, nothing is kept.
final class EngineMetrics: Sendable {
    private let queue = Gauge(label: "zeroshot_queued_images")
    private let batches = Recorder(label: "zeroshot_batch_images")
    private let computing = Timer(label: "zeroshot_batch_seconds")
    private let overload = Counter(label: "zeroshot_requests_turned_away_total")
    private let open = Gauge(label: "zeroshot_open_checkpoints")

    /// Images that wait or are computed.
    func queuedImages(_ count: Int) {
        queue.record(count)
    }

    /// A batch went through the image tower.
    func batch(of images: Int, took duration: Duration) {
        batches.record(images)
        computing.record(duration: duration)
    }

    /// A request was answered with 503.
    func turnedAway() {
        overload.increment()
    }

    /// The checkpoints that are open.
    func openCheckpoints(_ count: Int) {
        open.record(count)
    }

    /// An image was ranked or embedded, taken from those kept, or failed.
    func image(_ outcome: ImageOutcome) {
        Counter(label: "zeroshot_images_total", dimensions: [("outcome", outcome.rawValue)])
            .increment()
    }

    /// The classes of a request were kept, or had to be prepared.
    func classes(wereKept: Bool) {
        Counter(
            label: "zeroshot_class_lists_total",
            dimensions: [("outcome", wereKept ? "kept" : "prepared")]
        ).increment()
    }

    /// What became of an image.
    enum ImageOutcome: String {
        case computed
        case kept
        case failed
    }
}
