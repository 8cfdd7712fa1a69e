import ArgumentParser
import Foundation
import ZeroShot

/// The command `zeroshot`.
struct Zeroshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zeroshot",
        abstract: """
            Ranks the classes you name for the images you give, with a CLIP or SigLIP checkpoint.
            """,
        discussion: """
            A first run: zeroshot classify owl.jpg --labels fox,bear,seagull,owl --checkpoint demo

            The ranking is among the labels you give; it never says that an image is one of them.
            """,
        version: ProductVersion.current,
        subcommands: [
            ClassifyCommand.self, EmbedCommand.self, EvaluateCommand.self, PromptsCommand.self,
            LabelsCommand.self, CheckpointsCommand.self, BenchmarkCommand.self, DoctorCommand.self,
            ServeCommand.self, WorkerCommand.self, IndexCommand.self,
        ]
    )
}

@main
enum Main {
    static func main() async {
        // A reader that closes the pipe is seen as a failed write, which ends the run silently.
        signal(SIGPIPE, SIG_IGN)
        // A file that grows beyond the limit is one too, which says how to go on.
        signal(SIGXFSZ, SIG_IGN)
        exit(await Interruption.status(orOf: status).rawValue)
    }

    @Sendable
    private static func status() async -> ExitStatus {
        do {
            var command = try Zeroshot.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .success
        } catch {
            return ExitStatus(reporting: error)
        }
    }
}
