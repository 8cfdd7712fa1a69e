import ArgumentParser
import EmbeddingIndex

/// Removes from an index what belongs to files that are gone.
struct IndexPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Removes files that are gone from an index, and the rows that no file needs.",
        discussion: """
            What is gone is what the last 'zeroshot index build' did not find any more. Until then \
            a file that comes back is not embedded again.
            """
    )

    @OptionGroup var index: IndexOptions

    func run() throws {
        let pruned = try IndexPruning(of: index.folder())
        try OutputFile.print("Removed \(pruned.files) files and \(pruned.rows) rows.\n")
    }
}
