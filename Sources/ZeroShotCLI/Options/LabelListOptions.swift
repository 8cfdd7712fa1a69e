import ArgumentParser
import Foundation
import ZeroShot

/// The classes alone, without what is said of them.
struct LabelListOptions: ParsableArguments {
    @Option(help: "The labels, split at commas; quote a label that holds one.")
    private var labels: String?

    @Option(help: "A text file with one label a line.")
    private var labelsFile: String?

    func validate() throws {
        guard (labels == nil) != (labelsFile == nil) else {
            throw ValidationError(
                labels == nil
                    ? "No labels. Give --labels a,b,c or --labels-file FILE."
                    : "Give only one of --labels and --labels-file."
            )
        }
    }

    /// The labels, in the caller's order.
    ///
    /// - Throws: `PromptError`.
    func read() throws -> LabelList {
        if let labelsFile { return try LabelList(contentsOf: URL(filePath: labelsFile)) }
        return try LabelList(commaSeparated: labels ?? "")
    }
}
