internal import Foundation
internal import Logging
internal import Metrics
internal import ServiceLifecycle
internal import ZeroShot
internal import ZeroShotHub

/// The server as all that a process does.
package enum ServerProcess {
    /// Runs a server until its task is cancelled, which tells it to end.
    ///
    /// - Parameters:
    ///   - settings: what the operator set.
    ///   - locate: finds checkpoints.
    ///   - write: takes the lines of the log.
    /// - Throws: `ServerError`; what opening the default checkpoint throws.
    package static func run(
        _ settings: ServerSettings, locate: @escaping InferenceService.Locator,
        write: @escaping @Sendable (String) -> Void
    ) async throws {
        let configuration = settings.configuration
        let handler = ServerLogHandler(
            configuration.logFormat, level: configuration.logLevel, write: write)
        LoggingSystem.bootstrap { _ in handler }
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let logger = Logger(label: "zeroshot")
        let service = try InferenceService(configuration, locate: locate)
        let labelSets = try LabelSetStore(configuration)

        try await ImageDownloader.withConnections(limits: configuration.downloads) { downloader in
            let fetch: ImageFetcher = { try await downloader.bytes(from: $0) }
            let application = ServerApplication(
                configuration, service: service,
                fetchImage: configuration.fetchesURLs ? fetch : nil, labelSets: labelSets,
                metrics: metrics, logger: logger)
            try await untilCancelled(
                ServerRun(application) { address in
                    announce(address, of: settings, in: logger, write)
                }, logger)
        }
    }

    /// The first line, for whoever started the server; then what it was set to.
    private static func announce(
        _ address: ListeningAddress, of settings: ServerSettings, in logger: Logger,
        _ write: (String) -> Void
    ) {
        let configuration = settings.configuration
        switch configuration.logFormat {
        case .text: write("zeroshot \(ProductVersion.current) listens at \(address)\n")
        case .json: logger.notice("listening", metadata: ["address": "\(address)"])
        }
        var values: Logger.Metadata = ["api-keys": "\(configuration.apiKeys.count)"]
        for setting in ServerSetting.allCases {
            let texts = setting.definition.show(configuration)
            if !texts.isEmpty { values[setting.key] = "\(texts.joined(separator: ","))" }
        }
        logger.info("configuration", metadata: values)
        if configuration.apiKeys.isEmpty, !HostRule.isLoopback(configuration.host) {
            logger.warning(
                """
                other machines can reach this server and no API key is set: anybody there can use it
                """)
        }
    }

    /// Runs a service; cancelling the task ends it as gracefully as it can.
    private static func untilCancelled(_ run: ServerRun, _ logger: Logger) async throws {
        let (told, end) = AsyncStream.makeStream(of: Void.self)
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: run),
                    .init(
                        service: EndingService(told: told),
                        successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                logger: quiet))
        // A task of its own, since a cancelled one would cut off the requests in hand.
        let running = Task { try await group.run() }
        try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            end.finish()
        }
    }

    /// Returns when it is told, which ends the other services.
    private struct EndingService: Service {
        let told: AsyncStream<Void>

        func run() async {
            await cancelWhenGracefulShutdown {
                for await _ in told {}
            }
        }
    }
}

extension ServerConfiguration {
    /// How images are fetched from URLs that requests name.
    fileprivate var downloads: ImageDownloader.Limits {
        var downloads = ImageDownloader.Limits()
        downloads.maximumBytes = limits.bodyBytes
        downloads.timeout = limits.fetchTimeout
        downloads.publicAddressesOnly = true
        return downloads
    }
}
