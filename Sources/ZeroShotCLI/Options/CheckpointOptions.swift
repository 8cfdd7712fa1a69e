import ArgumentParser
import Foundation
import ZeroShot

/// Which checkpoint computes, and with how many threads.
struct CheckpointOptions: ParsableArguments {
    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp(
            "The checkpoint: a folder, or 'demo'.",
            discussion: "Without it, ZEROSHOT_CHECKPOINT names the checkpoint.",
            valueName: "checkpoint"
        )
    )
    private var argument: String?

    @Option(help: "Threads for the arithmetic; all processors when not given.")
    private var threads: Int?

    func validate() throws {
        if let threads, threads < 1 {
            throw ValidationError("--threads is \(threads); give a number of at least 1.")
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
        guard let threads = Int(text), threads >= 1 else {
            throw UsageError.environment(
                name: "ZEROSHOT_THREADS", value: text, expected: "a number of at least 1"
            )
        }
        return threads
    }

    /// Opens the checkpoint.
    ///
    /// - Throws: `Refusal` when none is named, `CheckpointError`.
    func open() throws -> Checkpoint {
        guard let name else { throw Refusal.checkpointUnspecified }
        return try Checkpoint(name)
    }
}

/// The process's environment; an empty variable counts as absent.
enum Environment {
    static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
