import ArgumentParser
import ZeroShot
import ZeroShotHub

/// Checks that a checkpoint is whole.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks that a checkpoint is whole: its files' hashes, tokenizer and tensors.",
        discussion: """
            The hashes are those that the Hub gave when the files were downloaded; a folder has \
            none. Exit status 5 when something is wrong.
            """
    )

    @Argument(help: "The checkpoint: a Hub id, a folder, or 'demo'.")
    var checkpoint: String

    @OptionGroup var hub: HubOptions

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    func run() async throws {
        let location = try await hub.locate(checkpoint, isOffline: true)
        if let repository = try CheckpointLocation.repository(named: checkpoint) {
            try verifyHashes(of: repository, in: try hub.configuration().cache)
        }
        try Checkpoint(at: location).requireUsable()
        try OutputFile.print("\(checkpoint): the tokenizer and all tensors can be read\n")
    }

    private func verifyHashes(of repository: HubRepository, in cache: HubCache) throws {
        let line = ProgressLine(progress, counting: .bytes)
        let verification = try cache.verify(repository.id) { line.show(done: $0, of: $1) }
        line.clear()
        guard verification.problems.isEmpty else {
            for problem in verification.problems {
                StandardError.write("error: \(problem)")
            }
            throw ExitStatus.checkpointUnusable
        }
        try OutputFile.print(
            "\(checkpoint): \(verification.checkedFiles) files have the hashes the Hub gave\n"
        )
        if !verification.uncheckedFiles.isEmpty {
            let names = verification.uncheckedFiles.joined(separator: ", ")
            try OutputFile.print("\(checkpoint): no hash to check by: \(names)\n")
        }
    }
}
