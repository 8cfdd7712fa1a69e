import ArgumentParser

/// Commands for embeddings that are kept on disk.
struct IndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Keeps the embeddings of folders of images, and ranks them again at once.",
        discussion: """
            Build an index of a folder, then query it with any labels: no image is read again. The \
            index lies in the folder .zeroshot-index beside the photos unless --index names \
            another.
            """,
        subcommands: [
            IndexBuildCommand.self, IndexQueryCommand.self, IndexSearchCommand.self,
            IndexSimilarCommand.self, IndexStatusCommand.self, IndexVerifyCommand.self,
            IndexPruneCommand.self, IndexExportCommand.self, IndexImportCommand.self,
        ]
    )
}
