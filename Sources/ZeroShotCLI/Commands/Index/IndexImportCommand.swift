import ArgumentParser
import EmbeddingIndex
import Foundation
import ZeroShot

/// Puts embeddings that were computed elsewhere into an index.
struct IndexImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Makes an index of a NumPy array of embeddings and a list of their paths.",
        discussion: """
            The array is half or single precision, one row for each image, as clip-retrieval \
            writes it. Which checkpoint computed the rows is for you to say: only their number of \
            values can be checked, and every report says so.
            """
    )

    @Argument(help: "The array, such as img_emb_0.npy.")
    var array: String

    @Option(
        help: """
            The path of each row: a text with one a line, or JSON lines (.jsonl) with 'path', \
            'image_path', 'source' or 'url'.
            """
    )
    var paths: String

    @OptionGroup var checkpoint: CheckpointOptions

    @Option(
        name: .customLong("index"),
        help: ArgumentHelp("The index to make or to add to.", valueName: "folder")
    )
    var index: String

    @Option(help: "How embeddings are stored: fp32 or fp16 (default: fp32).")
    var store: IndexHeader.Store?

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    func run() async throws {
        let checkpoint = try await checkpoint.open(progress: progress)
        let array = try NPYFile(path: array)
        let paths = try PathList(file: paths)
        guard array.columns == checkpoint.embeddingDimension else {
            throw IndexError.array(
                file: array.path,
                .dimension(
                    found: array.columns, expected: checkpoint.embeddingDimension,
                    checkpoint: checkpoint.id))
        }
        let place = (try? IndexFolder(finding: index)) ?? IndexFolder(path: index)
        let builder = try IndexBuilder(
            place, checkpoint: try checkpoint.summary(), parity: checkpoint.parity,
            origin: .imported, store: store)
        let line = ProgressLine(progress, counting: .images)
        defer { line.clear() }
        try builder.add(array, paths) { line.show(done: $0, of: array.rows) }
        line.clear()
        let statistics = try IndexReader(place).statistics()
        try OutputFile.print(
            """
            Images: \(array.rows) imported.
            The index has \(statistics.embedded) images and lies in \(place.path).

            """)
    }
}
