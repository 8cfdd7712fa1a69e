import ArgumentParser

/// What checkpoints there are, and whether they are whole.
struct CheckpointsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoints",
        abstract: "Lists, shows, downloads and verifies checkpoints.",
        discussion: """
            Checkpoints of the Hub lie in its cache on this machine, which Python's \
            huggingface_hub shares: what one of them downloaded, the other finds. HF_HUB_CACHE \
            and HF_HOME say where it is.
            """,
        subcommands: [
            ListCommand.self, ShowCommand.self, DownloadCommand.self, VerifyCommand.self,
        ]
    )
}

/// How a checkpoint is described.
enum DescriptionFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
}
