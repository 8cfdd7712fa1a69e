import ArgumentParser
import Foundation
import ZeroShot

/// Says what is in a label set.
struct LabelsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Says what is in a label set, and for which checkpoint it was compiled."
    )

    @Argument(help: "The label set.")
    var labelSet: String

    @Option(help: "text, or json: everything in the file but the vectors.")
    var format = DescriptionFormat.text

    func run() throws {
        let labelSet = try LabelSet(contentsOf: URL(filePath: labelSet))
        switch format {
        case .text: try OutputFile.print(labelSet.text(style: Terminal.textStyle))
        case .json: try OutputFile.print(labelSet.json.indented() + "\n")
        }
    }
}
