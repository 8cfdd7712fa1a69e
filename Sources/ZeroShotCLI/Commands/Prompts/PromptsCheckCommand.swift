import ArgumentParser
import Foundation
import ZeroShot

/// Says what is to be known about prompts before images are ranked with them.
struct PromptsCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks sentences, labels or templates with a checkpoint.",
        discussion: #"""
            Prints for each class how many prompts it has and how many tokens they take, then what \#
            to look at: prompts that are cut, sentences without the name of their class, texts that \#
            are repeated or nearly the same, and unequal numbers of prompts. Nothing is changed.

            What is in the file tells what it is: {"tree frog": ["...", ...]} is a prompts file, \#
            [{"label": ...}, ...] or text a labels file, and text whose first line has a brace a \#
            template file, which is checked with the labels you name.

            The exit status is 0 whatever is found; --format json counts it in "findings".
            """#
    )

    @Argument(help: "A prompts file, a labels file or a template file.")
    var file: String

    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var prompts: PromptOptions
    @OptionGroup var people: PeopleOptions

    @Option(
        parsing: .unconditional,
        help: """
            From this cosine of their embeddings on, two sentences of a class count as nearly the \
            same.
            """
    )
    var similar = PromptCheck.defaultSimilarity

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    @Option(help: "The form of the findings: text or json.")
    var format = DescriptionFormat.text

    func validate() throws {
        guard (-1...1).contains(similar) else {
            throw ValidationError("--similar is \(similar); give a cosine, from -1 to 1.")
        }
    }

    func run() async throws {
        let classes = try classes()
        let policy = RequestPolicy(classes, people: try people.declaration(), isRanking: false)
        try checkpoint.requireAllowed([policy], by: RestrictedTopics())

        let checkpoint = try await checkpoint.open(progress: progress)
        let encoder = DualEncoder(
            checkpoint: checkpoint, threads: try self.checkpoint.threadCount()
        )
        let line = ProgressLine(progress, counting: .sentences)
        defer { line.clear() }
        let check = try await PromptCheck(classes, with: encoder, similarity: similar) {
            line.show(done: $0, of: $1)
        }
        line.clear()
        let summary = try checkpoint.summary()
        switch format {
        case .text: try OutputFile.print(check.text(file: file, checkpoint: summary))
        case .json:
            try OutputFile.print(check.json(file: file, checkpoint: summary).indented() + "\n")
        }
    }

    /// The classes and prompts that a ranking with the file would have.
    ///
    /// - Throws: `PromptError`, `UsageError`.
    private func classes() throws -> ClassPrompts {
        let content = try CheckedFile(
            contentsOf: URL(filePath: file), repeatedClasses: prompts.repeatedClasses
        )
        switch content {
        case .sentences(let sentences):
            if prompts.namesTemplates && !prompts.withTemplates {
                throw UsageError.templatesBesideSentences(file: file)
            }
            return try prompts.prompts(from: sentences, or: .default)
        case .labels(let list):
            if prompts.namesLabels { throw mistaken("--labels", "labels") }
            if prompts.withTemplates { throw mistaken("--with-templates", "labels") }
            return ClassPrompts(
                prompts.merged(list), templates: try prompts.templates(or: .default)
            )
        case .templates(let set):
            if prompts.namesTemplates { throw mistaken("--template", "templates") }
            if prompts.withTemplates { throw mistaken("--with-templates", "templates") }
            guard let list = try prompts.list() else {
                throw UsageError.templatesWithoutLabels(file: file)
            }
            return ClassPrompts(list, templates: set)
        }
    }

    private func mistaken(_ option: String, _ holding: String) -> UsageError {
        .optionForOtherFile(option: option, file: file, holding: holding)
    }
}
