import ArgumentParser

/// What stands for classes: templates and sentences.
struct PromptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Makes and checks what stands for your classes: templates and sentences.",
        discussion: """
            A file of sentences reads {"tree frog": ["A tree frog is ...", ...], ...}; classify \
            takes it with --prompts.
            """,
        subcommands: [
            PromptsTemplatesCommand.self, PromptsGenerateCommand.self, PromptsCheckCommand.self,
        ]
    )
}
