import ArgumentParser

/// What stands for classes: templates and sentences.
struct PromptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "Lists template sets, and checks what stands for your classes.",
        subcommands: [PromptsTemplatesCommand.self, PromptsCheckCommand.self]
    )
}
