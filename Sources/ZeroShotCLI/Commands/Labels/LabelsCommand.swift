import ArgumentParser

/// Classes compiled once, to be used often.
struct LabelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labels",
        abstract: "Compiles, checks and shows label sets.",
        discussion: """
            A label set is one file with the vectors of your labels, the prompts behind them and \
            the fingerprint of the checkpoint that computed them. Every command that ranks takes \
            it with --label-set, and needs no text tower then.
            """,
        subcommands: [
            LabelsCompileCommand.self, LabelsCheckCommand.self, LabelsShowCommand.self,
        ]
    )
}
