import ArgumentParser
import Foundation
import ZeroShot

/// Which checkpoint computes, and with how many threads.
struct CheckpointOptions: ParsableArguments {
    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp(
            "The checkpoint: a Hub id (org/name, org/name@revision), a folder, or 'demo'.",
            discussion: """
                What is not in the Hub's cache is downloaded. Without the option, \
                ZEROSHOT_CHECKPOINT names the checkpoint.
                """,
            valueName: "checkpoint"
        )
    )
    private var argument: String?

    @OptionGroup private var hub: HubOptions

    @Option(
        help: """
            Whose numbers to give where the references disagree on the same weights: hf or \
            openclip; the checkpoint's own layout decides when not given.
            """
    )
    private var parity: ParityMode?

    @Option(
        name: .customLong("max-patches"),
        help: "For SigLIP 2 NaFlex: the most patches an image is cut into (256)."
    )
    private var maximumPatches: Int?

    @Option(
        help: ArgumentHelp(
            "What the towers' blocks multiply in: fp32, bf16 or int8.",
            discussion: """
                bf16 and int8 are faster and a little less exact, on processors that have them; on \
                others the command refuses. Convolutions stay in fp32.
                """
        )
    )
    private var precision = TowerPrecision.fp32

    @Option(help: "Threads for the arithmetic; as many as processors may be used when not given.")
    private var threads: Int?

    func validate() throws {
        if let threads, !Self.possibleThreads.contains(threads) {
            throw ValidationError("--threads is \(threads); give \(Self.threadsExpected).")
        }
        if let maximumPatches, maximumPatches < 1 {
            throw ValidationError(
                "--max-patches is \(maximumPatches); give a number of at least 1."
            )
        }
    }

    /// The checkpoint's name; nil when nobody named one.
    var name: String? {
        argument ?? Environment.value("ZEROSHOT_CHECKPOINT")
    }

    /// The number of threads asked for; nil when nobody did.
    ///
    /// - Throws: `UsageError` when `ZEROSHOT_THREADS` is no number.
    func threadCount() throws -> Int? {
        if let threads { return threads }
        guard let text = Environment.value("ZEROSHOT_THREADS") else { return nil }
        guard let threads = Int(text), Self.possibleThreads.contains(threads) else {
            throw UsageError.environment(
                name: "ZEROSHOT_THREADS", value: text, expected: Self.threadsExpected
            )
        }
        return threads
    }

    /// More than any machine has processors; OpenMP ends the process when the system has no more.
    private static let possibleThreads = 1...1024
    private static let threadsExpected = "a number from 1 to 1024"

    /// Opens the checkpoint, downloading it from the Hub where it is not in the cache.
    ///
    /// - Throws: `Refusal` when none is named, `PrecisionError`, `CheckpointError`, `HubError`,
    ///   `UsageError`.
    func open(progress: ProgressLine.Mode = .auto) async throws -> Checkpoint {
        guard let name else { throw Refusal.checkpointUnspecified }
        // Before anything is downloaded.
        try precision.requireProcessor()
        return try Checkpoint(
            at: try await hub.locate(name, progress: DownloadProgress(progress)),
            settings: CheckpointSettings(
                parity: parity, maximumPatches: maximumPatches, precision: precision
            )
        )
    }
}

/// The process's environment; an empty variable counts as absent.
enum Environment {
    static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
