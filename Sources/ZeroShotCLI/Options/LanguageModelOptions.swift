import ArgumentParser
import ZeroShotHub

/// Which language model is asked, where, and how often.
struct LanguageModelOptions: ParsableArguments {
    @Option(
        name: .customLong("model"),
        help:
            "The model, by the name that the server knows, such as llama3.2; none is chosen for you."
    )
    var name: String

    @Option(
        name: .customLong("endpoint"),
        help: ArgumentHelp(
            "The server: what stands before /chat/completions.", valueName: "url"
        )
    )
    private var address = LanguageModelEndpoint.standard

    @Option(
        name: .customLong("api"),
        help: "chat for models that follow instructions, completions for base models."
    )
    var interface = GenerationSettings.Interface.chat

    @Option(
        help: ArgumentHelp(
            "The environment variable that holds the server's key.",
            discussion: """
                Without the option OPENAI_API_KEY is sent where it is set, but not over the network \
                without encryption. The key goes to the endpoint's own address only, and is never shown.
                """,
            valueName: "name"
        )
    )
    private var keyVariable: String?

    @Option(help: "Requests at once.")
    private var concurrency = GenerationLimits().concurrency

    @Option(help: "The most requests in a minute; no limit when not given.")
    private var requestsPerMinute: Double?

    @Option(help: "How often a request is made that fails in passing, before it is given up.")
    private var attempts = GenerationLimits().attempts

    @Option(help: "Seconds to wait for one answer, the server's queue included.")
    private var timeout = Int(GenerationLimits().requestTimeout.components.seconds)

    func validate() throws {
        guard name.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError("--model is empty; name a model that the server has.")
        }
        guard (1...256).contains(concurrency) else {
            throw ValidationError("--concurrency is \(concurrency); give a number from 1 to 256.")
        }
        if let requestsPerMinute, !(requestsPerMinute > 0 && requestsPerMinute.isFinite) {
            throw ValidationError(
                "--requests-per-minute is \(requestsPerMinute); give a number above 0."
            )
        }
        guard (1...100).contains(attempts) else {
            throw ValidationError("--attempts is \(attempts); give a number from 1 to 100.")
        }
        guard (1...86_400).contains(timeout) else {
            throw ValidationError("--timeout is \(timeout); give seconds, from 1 to 86400.")
        }
    }

    /// The server.
    ///
    /// - Throws: `GenerationError`.
    func endpoint() throws -> LanguageModelEndpoint {
        try LanguageModelEndpoint(address, keyVariable: keyVariable)
    }

    var limits: GenerationLimits {
        var limits = GenerationLimits()
        limits.concurrency = concurrency
        limits.requestsPerMinute = requestsPerMinute
        limits.attempts = attempts
        limits.requestTimeout = .seconds(timeout)
        return limits
    }
}

extension GenerationSettings.Interface: ExpressibleByArgument {}

extension GenerationSettings.TokenLimitName: ExpressibleByArgument {}
