import ArgumentParser
import EmbeddingIndex
import ZeroShot

/// Reads a whole index and says whether it is as it was written.
struct IndexVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Reads a whole index and says whether it is as it was written.",
        discussion: "Exit status: 0 for a sound index, 1 for a damaged one."
    )

    @OptionGroup var index: IndexOptions

    func run() throws {
        let index = try index.open()
        let damage = try index.verify()
        guard damage.isEmpty else {
            for finding in damage { StandardError.write("error: \(index.folder.path): \(finding)") }
            StandardError.write("The index is damaged: remove it and build it again.")
            throw ExitStatus.unexpected
        }
        try OutputFile.print("\(index.folder.path): \(index.rows.count) rows, all sound.\n")
    }
}
