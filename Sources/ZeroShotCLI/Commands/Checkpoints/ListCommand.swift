import ArgumentParser
import ZeroShot
import ZeroShotHub

/// Lists the checkpoints on this machine that zeroshot knows by name.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the bundled checkpoint and those in the Hub's cache."
    )

    @Option(help: "The form of the list: text or json.")
    var format = DescriptionFormat.text

    func run() throws {
        let list = try CheckpointList(of: try HubConfiguration().cache)
        switch format {
        case .text: try OutputFile.print(list.text)
        case .json: try OutputFile.print("\(list.json)\n")
        }
    }
}
