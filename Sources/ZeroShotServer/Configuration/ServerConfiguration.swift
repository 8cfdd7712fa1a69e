package import Logging
package import ZeroShot

/// All that an operator can set.
package struct ServerConfiguration: Sendable, Equatable {
    /// The address to listen at; only programs on this machine reach the default.
    package var host = "127.0.0.1"
    /// The port to listen at; 0 takes any that is free.
    package var port = 8080
    /// Names of the checkpoints that may be asked for, as `--checkpoint` takes them; the first one
    /// answers requests that name none.
    package var checkpoints: [String] = []
    /// How each of them is opened.
    package var checkpointSettings = CheckpointSettings()
    /// For the arithmetic of each checkpoint; as many as processors may be used when nil.
    package var threads: Int?
    /// How much is computed at once, and how much may wait.
    package var batching = BatchingSettings()
    /// What clients may send, and for how long.
    package var limits = ServerLimits()
    /// How images are decoded.
    package var decoding = DecodingMode.exact
    /// Whether images are fetched from URLs that requests name; only from public addresses.
    package var fetchesURLs = false
    /// Where label sets are kept; without a folder they are kept in memory.
    package var labelSetFolder: String?
    /// Requests to the API must carry one of them; anybody may ask when there is none.
    package var apiKeys: [String] = []
    /// Where some of the keys were read from.
    package var apiKeysFile: String?
    /// Origins whose pages may read answers; none but the server's own by default.
    package var allowedOrigins: [String] = []
    /// Names under which the server may be asked, besides its own address; see ``HostRule``.
    package var allowedHosts: [String] = []
    /// Whether paths and queries of requests are logged, and errors that name labels.
    package var logsContent = false
    /// The form of the log.
    package var logFormat = LogFormat.text
    /// What is too unimportant to be logged.
    package var logLevel = Logger.Level.info
    /// For requests in hand when the server is told to end.
    package var shutdownTimeout = Duration.seconds(30)

    /// The defaults, which name no checkpoint.
    package init() {}
}

/// How much is computed at once, and how much may wait.
package struct BatchingSettings: Sendable, Equatable {
    /// Images that go through the image tower at once.
    package var maximumImages = 16
    /// How long an image waits for others that are still being decoded, where the tower has nothing
    /// else to do.
    package var maximumWait = Duration.milliseconds(100)
    /// Images that may wait or be computed, of all requests together; more are turned away.
    package var queuedImages = 256
    /// Bytes of weights that may be loaded at once; no bound when nil.
    ///
    /// Checkpoints used longest ago are closed first.
    package var checkpointBytes: Int?
    /// Label lists whose prototypes are kept in memory, of each checkpoint.
    package var keptLabelLists = 64
    /// Bytes of image embeddings that are kept, so that an image can be ranked again without being
    /// sent again; of all checkpoints together.
    package var keptEmbeddingBytes = 64 << 20

    /// The defaults.
    package init() {}
}

/// What clients may send, and for how long.
package struct ServerLimits: Sendable, Equatable {
    /// Of a request's body.
    package var bodyBytes = 32 << 20
    /// Of the bodies of all requests that are being received or answered, together.
    package var bodyBytesInHand = 1 << 30
    /// Of a request's head.
    package var headBytes = 16 << 10
    /// Connections at one time; more wait to be taken.
    package var connections = 1000
    /// Of one image, before it is decoded.
    package var pixels = ImageReader.defaultMaximumPixels
    /// In one request.
    package var images = 64
    /// In one request.
    package var labels = 1000
    /// In one request, over all labels; templates filled in count too.
    package var prompts = 20_000
    /// Of one label, template or prompt, in characters.
    package var promptLength = 1000
    /// From the first byte of a request to the end of its head; a new connection's first byte
    /// must come within it too.
    package var headTimeout = Duration.seconds(10)
    /// From the end of a request's head to the end of its body.
    package var bodyTimeout = Duration.seconds(60)
    /// Between two requests over one connection; and for a client to take in an answer.
    package var idleTimeout = Duration.seconds(60)
    /// For one image that is fetched from a URL.
    package var fetchTimeout = Duration.seconds(10)
    /// Label sets that are kept.
    package var labelSets = 1000

    /// The defaults.
    package init() {}
}
