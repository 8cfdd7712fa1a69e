import ArgumentParser

/// What is said of each class.
struct PromptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Makes files of sentences for each class.",
        discussion: """
            Such a file reads {"tree frog": ["A tree frog is ...", ...], ...}; classify takes it \
            with --prompts.
            """,
        subcommands: [PromptsGenerateCommand.self]
    )
}
