/// One thing that an operator can set: `--max-body`, `ZEROSHOT_MAX_BODY`, or `max-body` in the
/// configuration file.
package enum ServerSetting: String, CaseIterable, Sendable {
    case host
    case port
    case checkpoint
    case precision
    case parity
    case maxPatches = "max-patches"
    case threads
    case decode
    case checkpointMemory = "checkpoint-memory"

    case batchSize = "batch-size"
    case batchWait = "batch-wait"
    case queue
    case keptLabelLists = "kept-label-lists"
    case keptEmbeddings = "kept-embeddings"
    case labelSets = "label-sets"
    case maxLabelSets = "max-label-sets"

    case maxBody = "max-body"
    case maxBodies = "max-bodies"
    case maxHead = "max-head"
    case maxConnections = "max-connections"
    case maxImages = "max-images"
    case maxPixels = "max-pixels"
    case maxLabels = "max-labels"
    case maxPrompts = "max-prompts"
    case maxPromptLength = "max-prompt-length"
    case headTimeout = "head-timeout"
    case bodyTimeout = "body-timeout"
    case idleTimeout = "idle-timeout"
    case shutdownTimeout = "shutdown-timeout"

    case apiKeysFile = "api-keys-file"
    case allowHost = "allow-host"
    case allowOrigin = "allow-origin"
    case fetchURLs = "fetch-urls"
    case fetchTimeout = "fetch-timeout"

    case logLevel = "log-level"
    case logFormat = "log-format"
    case logContent = "log-content"

    /// In the configuration file.
    package var key: String { rawValue }

    /// On the command line.
    package var option: String { "--\(rawValue)" }

    /// In the environment.
    package var variable: String {
        "ZEROSHOT_" + rawValue.uppercased().replacing("-", with: "_")
    }
}
