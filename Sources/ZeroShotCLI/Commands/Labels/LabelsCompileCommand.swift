import ArgumentParser
import Foundation
import ZeroShot

/// Writes a label set.
struct LabelsCompileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile",
        abstract: "Computes the vectors of your labels and writes them to one file.",
        discussion: """
            With --label-set, the labels and prompts of another label set are compiled anew, for \
            another checkpoint for example; what was measured for the other one is left out. \
            Exit status: 0 done, 1 the file cannot be written, 2 wrong usage, 3 refused, 5 the \
            checkpoint cannot be used.
            """
    )

    @OptionGroup var classes: ClassOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var people: PeopleOptions

    @Option(
        help: ArgumentHelp(
            "The file to write; it appears whole or not at all.", valueName: "file")
    )
    var output: String

    @Flag(help: "Compute the vectors anew, and do not keep them in the cache.")
    var noCache = false

    func validate() throws {
        try classes.requireClasses()
    }

    func run() async throws {
        var request = try classes.request()
        request.people = try people.declaration()
        let labelSet = try await checkpoint.compile(request, usingCache: !noCache)
        let file = try labelSet.write(to: URL(filePath: output))
        for notice in labelSet.notices { StandardError.write("notice: \(notice.message)") }
        StandardError.write(
            """
            \(output): \(labelSet.prompts.labels.count) labels from \(labelSet.prompts.count) \
            prompts for \(labelSet.checkpoint.id), sha256 \(file.sha256.prefix(12))
            """
        )
    }
}

extension CheckpointOptions {
    /// Compiles the classes of a request that is allowed.
    ///
    /// - Throws: `Refusal`, and what opening the checkpoint and computing throw.
    func compile(
        _ request: ClassificationRequest, usingCache: Bool
    ) async throws -> LabelSet {
        let topics = try RestrictedTopics()
        try requireAllowed(request, by: topics)
        let classifier = ZeroShotClassifier(
            checkpoint: try await open(), threads: try threadCount(),
            prototypeCache: usingCache ? PrototypeCache() : nil
        )
        return try await classifier.compile(request, judgedBy: topics)
    }
}
