import Hummingbird
import Logging
import ZeroShot
import ZeroShotServer

/// A server with the bundled checkpoint, for tests.
enum ServerUnderTest {
    /// The default configuration with the bundled checkpoint.
    static var configuration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.checkpoints = ["demo"]
        configuration.threads = 1
        return configuration
    }

    /// All of the server that lies between the socket and the engine.
    static func make(
        _ configuration: ServerConfiguration = configuration, service: InferenceService? = nil,
        readiness: Readiness = Readiness(), fetchImage: ImageFetcher? = nil,
        labelSets: LabelSetStore? = nil, logger: Logger = quiet
    ) throws -> ServerApplication {
        ServerApplication(
            configuration,
            service: try service
                ?? InferenceService(configuration) { try CheckpointLocation(local: $0) },
            readiness: readiness, fetchImage: fetchImage, labelSets: labelSets, logger: logger)
    }

    /// Says nothing.
    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
