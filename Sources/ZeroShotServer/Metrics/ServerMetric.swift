/// What the server counts and measures, under the names that Prometheus is given.
package enum ServerMetric: String, CaseIterable, Sendable {
    case requests = "zeroshot_http_requests_total"
    case requestDuration = "zeroshot_http_request_duration_seconds"
    case requestsInHand = "zeroshot_http_requests_in_hand"
    case bodyBytesInHand = "zeroshot_http_body_bytes_in_hand"
    case turnedAway = "zeroshot_requests_turned_away_total"
    case images = "zeroshot_images_total"
    case queuedImages = "zeroshot_queued_images"
    case batchImages = "zeroshot_batch_images"
    case batchDuration = "zeroshot_batch_seconds"
    case classLists = "zeroshot_class_lists_total"
    case openCheckpoints = "zeroshot_open_checkpoints"

    /// How its values come to be.
    package enum Kind: Sendable, Equatable {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
        /// Observations, counted in buckets up to these bounds.
        case histogram(bounds: [Double])
    }

    /// As Prometheus knows it.
    package var name: String { rawValue }

    /// How its values come to be.
    package var kind: Kind {
        switch self {
        case .requests, .turnedAway, .images, .classLists: .counter
        case .requestsInHand, .bodyBytesInHand, .queuedImages, .openCheckpoints: .gauge
        case .requestDuration, .batchDuration: .histogram(bounds: Self.seconds)
        case .batchImages: .histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128])
        }
    }

    /// The names of its labels.
    package var labels: [String] {
        switch self {
        case .requests, .requestDuration: ["method", "route", "status"]
        case .images, .classLists: ["outcome"]
        default: []
        }
    }

    /// What it says.
    package var help: String {
        switch self {
        case .requests: "Requests answered."
        case .requestDuration: "From a request's head to its answer."
        case .requestsInHand: "Requests being received or answered."
        case .bodyBytesInHand: "Memory that holds bodies of requests."
        case .turnedAway: "Requests answered with 503 because too many images waited."
        case .images: "Images computed, kept from an earlier request, or failed."
        case .queuedImages: "Images that wait or are being computed."
        case .batchImages: "Images that went through the image tower at once."
        case .batchDuration: "The image tower's time for a batch."
        case .classLists: "Classes of requests that were kept or had to be prepared."
        case .openCheckpoints: "Checkpoints in memory."
        }
    }

    /// For times that nobody said more about.
    static let seconds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
}
