import ArgumentParser
import Foundation
import ZeroShot
import ZeroShotServer

/// Answers requests over HTTP.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answers requests over HTTP, and shows a page in the browser.",
        discussion: """
            Every option but --config can also be set in the environment (--max-body as \
            ZEROSHOT_MAX_BODY) and in a YAML file (max-body: 32MiB); an option comes before the \
            environment, and that before the file. Sizes are written as 64MiB, times as 500ms, 10s \
            or 2m.

            SIGINT or SIGTERM ends the server when the requests in hand are answered, with status 0; \
            a second one ends it at once.
            """
    )

    @Option(help: "A YAML file of settings; ZEROSHOT_CONFIG names one otherwise.")
    var config: String?

    @Flag(help: "Print the settings that hold and where each was set, and end.")
    var printConfig = false

    @OptionGroup var options: ServeOptions
    @OptionGroup var hub: HubOptions

    func run() async throws {
        let settings = try ServerSettings(
            options: options.values, environment: ProcessInfo.processInfo.environment, file: config
        )
        if printConfig {
            print(settings.description)
            return
        }
        let configuration = settings.configuration
        guard !configuration.checkpoints.isEmpty else { throw Refusal.checkpointUnspecified }
        // Before anything is downloaded.
        try configuration.checkpointSettings.precision.requireProcessor()
        try await ServerProcess.run(settings) { name in
            try await hub.locate(name)
        } write: {
            StandardError.write(text: $0)
        }
    }
}
