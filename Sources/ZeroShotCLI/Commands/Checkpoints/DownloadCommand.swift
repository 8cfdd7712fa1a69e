import ArgumentParser
import Foundation
import ZeroShot
import ZeroShotHub

/// Brings a checkpoint of the Hub into the cache.
struct DownloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download",
        abstract: "Downloads a checkpoint of the Hub into its cache and prints the folder.",
        discussion: """
            Only the files that zeroshot reads are fetched. An interrupted download goes on where \
            it stopped. HF_TOKEN holds the token for repositories that ask for one.
            """
    )

    @Argument(help: "The checkpoint's Hub id: org/name, or org/name@revision.")
    var checkpoint: String

    @OptionGroup var hub: HubOptions

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    func run() async throws {
        guard try CheckpointLocation.repository(named: checkpoint) != nil else {
            throw UsageError.nothingToDownload(checkpoint: checkpoint)
        }
        let location = try await hub.locate(checkpoint, progress: DownloadProgress(progress))
        // Whether it can be used is better known now than at the first run.
        _ = try Checkpoint(at: location)
        try OutputFile.print(location.folder.path(percentEncoded: false) + "\n")
    }
}
