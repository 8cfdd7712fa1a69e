internal import Logging
internal import ZeroShot

extension ServerSetting {
    /// What it means, and how its values are read and shown.
    package var definition: SettingDefinition {
        switch self {
        case .host:
            .init(
                \.host, .text("an address of this machine, such as 127.0.0.1 or 0.0.0.0"),
                """
                The address to listen at; only programs on this machine reach the default.
                """)
        case .port:
            .init(
                \.port, .integer(in: 0...65_535),
                "The port to listen at; 0 takes one that is free.")
        case .checkpoint:
            .init(
                list: \.checkpoints, .text("a Hub id (org/name), a folder or demo"),
                """
                A checkpoint that may be asked for: a Hub id, a folder or demo. The first one answers \
                requests that name none.
                """)
        case .precision:
            .init(
                \.checkpointSettings.precision, .choice,
                "What the towers' blocks multiply in.")
        case .parity:
            .init(
                optional: \.checkpointSettings.parity, .choice,
                """
                Whose numbers to give where the references disagree; the checkpoint's own layout \
                decides when not set.
                """)
        case .maxPatches:
            .init(
                optional: \.checkpointSettings.maximumPatches,
                .integer(in: CheckpointSettings.supportedPatches),
                "For SigLIP 2 NaFlex: the most patches an image is cut into.")
        case .threads:
            .init(
                optional: \.threads, .integer(in: 1...1024),
                "Threads for the arithmetic; as many as processors may be used when not set.")
        case .decode:
            .init(
                \.decoding, .choice,
                """
                How images are decoded: exact, as Pillow does; or fast, which shrinks large JPEGs \
                while decoding and changes similarities a little.
                """)
        case .checkpointMemory:
            .init(
                optional: \.batching.checkpointBytes, .bytes(in: (1 << 20)...(1 << 43)),
                """
                Memory for the weights of all checkpoints; the one used longest ago is closed first. \
                No bound when not set.
                """)
        case .batchSize:
            .init(
                \.batching.maximumImages, .integer(in: 1...1024),
                "Images that go through the image tower at once, of one or several requests.")
        case .batchWait:
            .init(
                \.batching.maximumWait, .duration(in: .zero ... .seconds(10)),
                "How long an image waits for others while the tower has nothing else to do.")
        case .queue:
            .init(
                \.batching.queuedImages, .integer(in: 1...100_000),
                """
                Images that may wait or be computed, of all requests together; more are turned away \
                with 503.
                """)
        case .keptLabelLists:
            .init(
                \.batching.keptLabelLists, .integer(in: 0...100_000),
                "Label lists whose prototypes stay in memory, of each checkpoint.")
        case .keptEmbeddings:
            .init(
                \.batching.keptEmbeddingBytes, .bytes(in: 0...(1 << 40)),
                """
                Memory for embeddings of images, so that they can be ranked again without being sent \
                again.
                """)
        case .labelSets:
            .init(
                optional: \.labelSetFolder, .text("a folder that exists"),
                "The folder in which label sets are kept; in memory only when not set.")
        case .maxLabelSets:
            .init(
                \.limits.labelSets, .integer(in: 0...1_000_000),
                "Label sets that are kept.")
        case .maxBody:
            .init(
                \.limits.bodyBytes, .bytes(in: 1024...(1 << 32)),
                "The size of a request's body.")
        case .maxBodies:
            .init(
                \.limits.bodyBytesInHand, .bytes(in: 1024...(1 << 40)),
                """
                Memory for the bodies of all requests being received or answered; more are turned \
                away with 503.
                """)
        case .maxHead:
            .init(
                \.limits.headBytes, .bytes(in: 1024...(1 << 20)),
                "The size of a request's head.")
        case .maxConnections:
            .init(
                \.limits.connections, .integer(in: 1...1_000_000),
                "Connections at one time; more wait until one ends.")
        case .maxImages:
            .init(\.limits.images, .integer(in: 1...100_000), "Images in one request.")
        case .maxPixels:
            .init(
                \.limits.pixels, .integer(in: 1...1_000_000_000),
                "Pixels of one image.")
        case .maxLabels:
            .init(\.limits.labels, .integer(in: 2...1_000_000), "Labels in one request.")
        case .maxPrompts:
            .init(
                \.limits.prompts, .integer(in: 2...10_000_000),
                "Prompts in one request, over all labels; templates filled in count too.")
        case .maxPromptLength:
            .init(
                \.limits.promptLength, .integer(in: 1...1_000_000),
                "Characters of one label, template or prompt.")
        case .headTimeout:
            .init(
                \.limits.headTimeout, waiting,
                """
                For a request's head, from its first byte; and for a new connection's first request.
                """)
        case .bodyTimeout:
            .init(\.limits.bodyTimeout, waiting, "For a request's body, from the end of its head.")
        case .idleTimeout:
            .init(
                \.limits.idleTimeout, waiting,
                "Between two requests over one connection; and for a client to take an answer in.")
        case .shutdownTimeout:
            .init(
                \.shutdownTimeout, .duration(in: .zero ... .seconds(3600)),
                "For requests in hand when the server is told to end.")
        case .apiKeysFile:
            .init(
                optional: \.apiKeysFile, .text("a file with a key on each line"),
                """
                A file of API keys, one a line. Requests must carry one of these, or of \
                ZEROSHOT_API_KEYS; anybody may ask when there is none.
                """)
        case .allowHost:
            .init(
                list: \.allowedHosts, .hostName,
                """
                A name under which the server may be asked, besides its own address. With one or \
                more, and always on loopback, other names are turned away with 421.
                """)
        case .allowOrigin:
            .init(
                list: \.allowedOrigins, .origin,
                "An origin whose pages may use the API, besides the server's own.")
        case .fetchURLs:
            .init(
                \.fetchesURLs, .truth,
                "Fetch images from URLs that requests name, from public addresses only.")
        case .fetchTimeout:
            .init(
                \.limits.fetchTimeout, .duration(in: .milliseconds(1) ... .seconds(600)),
                "For one image that is fetched from a URL, redirects included.")
        case .logLevel:
            .init(\.logLevel, .choice, "What is too unimportant to be logged is below this.")
        case .logFormat:
            .init(\.logFormat, .choice, "The log's form: lines for people, or JSON lines.")
        case .logContent:
            .init(
                \.logsContent, .truth,
                "Log paths and queries of requests too, and errors that name labels.")
        }
    }

    private var waiting: SettingForm<Duration> {
        .duration(in: .milliseconds(1) ... .seconds(3600))
    }
}
