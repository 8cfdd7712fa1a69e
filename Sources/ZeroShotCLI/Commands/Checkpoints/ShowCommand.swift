import ArgumentParser
import ZeroShot
import ZeroShotHub

/// Says what a checkpoint is made of and whether it can be used.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Says what a checkpoint is, and whether it can be used.",
        discussion: "The network is not asked: a checkpoint of the Hub must have been downloaded."
    )

    @Argument(help: "The checkpoint: a Hub id, a folder, or 'demo'.")
    var checkpoint: String

    @OptionGroup var hub: HubOptions

    @Option(help: "The form of the description: text or json.")
    var format = DescriptionFormat.text

    func run() async throws {
        let location = try await hub.locate(checkpoint, isOffline: true)
        let description = CheckpointDescription(of: location)
        switch format {
        case .text: try OutputFile.print(description.text)
        case .json: try OutputFile.print("\(description.json)\n")
        }
        if !description.isUsable { throw ExitStatus.checkpointUnusable }
    }
}
