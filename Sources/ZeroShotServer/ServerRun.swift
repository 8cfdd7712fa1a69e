internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle

/// A server from its start to its end.
///
/// Told to end, it takes no more connections, finishes the requests in hand, and returns.
struct ServerRun: Service {
    private let application: ServerApplication
    private let onListening: @Sendable (_ address: ListeningAddress) -> Void

    /// A run that did not begin; `onListening` is called once, when connections are taken.
    init(
        _ application: ServerApplication,
        onListening: @escaping @Sendable (_ address: ListeningAddress) -> Void
    ) {
        self.application = application
        self.onListening = onListening
    }

    /// Listens, and loads the default checkpoint meanwhile.
    ///
    /// - Throws: `ServerError`; what opening the checkpoint throws.
    func run() async throws {
        let (listening, didListen) = AsyncStream.makeStream(of: Void.self)
        let configuration = application.configuration
        let server = application.application { port in
            onListening(ListeningAddress(host: configuration.host, port: port))
            didListen.finish()
        }
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask {
                do {
                    try await server.run()
                    return .ended
                } catch {
                    throw ServerError(listening: error, configuration) ?? error
                }
            }
            group.addTask {
                for await _ in listening {}
                try Task.checkCancellation()
                try await warmUp()
                return .warm
            }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: configuration.shutdownTimeout)
                return .late
            }
            defer { group.cancelAll() }
            while let event = try await group.next() {
                switch event {
                case .ended: return
                case .warm: continue
                case .late: throw ServerError.requestsCutOff(after: configuration.shutdownTimeout)
                }
            }
        }
    }

    private enum Event: Sendable {
        /// All requests in hand were answered.
        case ended
        /// The default checkpoint is loaded.
        case warm
        /// The time for requests in hand is over.
        case late
    }

    private func warmUp() async throws {
        let start = ContinuousClock.now
        try await application.service.warmUp()
        application.readiness.becomeReady()
        application.logger.info(
            "ready",
            metadata: [
                "seconds": "\(((ContinuousClock.now - start) / .milliseconds(100)).rounded() / 10)"
            ])
    }
}
