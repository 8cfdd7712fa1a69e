/// What the server counts and measures, for `GET /metrics`.
///
/// The engine's own are made where they are counted, with `Counter(label: metric.label)` and so on.
package enum ServerMetric: CaseIterable, Sendable {
    case requests, requestDuration, requestsInHand, bodyBytesInHand
    case images, batchImages, batchDuration, queuedImages, shedImages
    case labelLists, keptImages, keptEmbeddingBytes, loadedCheckpoints, checkpointBytes

    /// How its values come to be.
    package enum Kind: Sendable {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
        /// Observations, counted in buckets up to these bounds.
        case histogram(bounds: [Double])
    }

    /// For swift-metrics; Prometheus is given ``name``.
    package var label: String {
        switch self {
        case .requests: "zeroshot_http_requests"
        case .requestDuration: "zeroshot_http_request_duration"
        case .requestsInHand: "zeroshot_http_requests_in_hand"
        case .bodyBytesInHand: "zeroshot_http_body_bytes_in_hand"
        case .images: "zeroshot_images"
        case .batchImages: "zeroshot_batch_images"
        case .batchDuration: "zeroshot_batch_duration"
        case .queuedImages: "zeroshot_queue_images"
        case .shedImages: "zeroshot_shed_images"
        case .labelLists: "zeroshot_label_lists"
        case .keptImages: "zeroshot_kept_images"
        case .keptEmbeddingBytes: "zeroshot_kept_embedding_bytes"
        case .loadedCheckpoints: "zeroshot_checkpoints_loaded"
        case .checkpointBytes: "zeroshot_checkpoint_bytes"
        }
    }

    /// As Prometheus knows it.
    package var name: String {
        switch self {
        case .requests, .images, .shedImages, .labelLists, .keptImages: label + "_total"
        case .requestDuration, .batchDuration: label + "_seconds"
        default: label
        }
    }

    /// How its values come to be.
    package var kind: Kind {
        switch self {
        case .requests, .images, .shedImages, .labelLists, .keptImages: .counter
        case .requestDuration, .batchDuration: .histogram(bounds: Self.seconds)
        case .batchImages: .histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128])
        case .requestsInHand, .bodyBytesInHand, .queuedImages, .keptEmbeddingBytes,
            .loadedCheckpoints, .checkpointBytes:
            .gauge
        }
    }

    /// The names of its labels.
    package var labels: [String] {
        switch self {
        case .requests, .requestDuration: ["method", "route", "status"]
        case .images, .labelLists, .keptImages: ["result"]
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
        case .images: "Images computed (ok) or unusable (failed)."
        case .batchImages: "Images that went through the image tower at once."
        case .batchDuration: "The image tower's time for a batch."
        case .queuedImages: "Images that wait or are being computed."
        case .shedImages: "Images turned away because too many waited."
        case .labelLists: "Label lists whose prototypes were in memory (hit) or computed (miss)."
        case .keptImages: "Images asked for again that were still kept (hit) or not (miss)."
        case .keptEmbeddingBytes: "Memory that holds embeddings of images."
        case .loadedCheckpoints: "Checkpoints in memory."
        case .checkpointBytes: "Memory that holds weights of checkpoints."
        }
    }

    static let seconds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
}
