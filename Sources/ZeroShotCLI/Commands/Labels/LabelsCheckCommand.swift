import ArgumentParser
import Foundation
import ZeroShot

/// Says what may be wrong with labels before any image is looked at.
struct LabelsCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks for labels that a checkpoint can hardly tell apart.",
        discussion: """
            Equal labels and prototypes, pairs that lie near to one another, names that the \
            tokenizer breaks up or does not know, classes with fewer prompts than others; all \
            from the texts alone. A label set is checked without its checkpoint too, but for the \
            names. Findings do not change the exit status.
            """
    )

    @OptionGroup var classes: ClassOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var people: PeopleOptions

    @Option(help: "text, or json.")
    var format = DescriptionFormat.text

    @Flag(help: "Compute the vectors anew, and do not keep them in the cache.")
    var noCache = false

    func validate() throws {
        try classes.requireClasses()
    }

    func run() async throws {
        var request = try classes.request()
        request.people = try people.declaration()
        let check = try await LabelSetCheck(
            labelSet(of: request), tokenizer: tokenizer(for: request),
            threads: checkpoint.threadCount()
        )
        switch format {
        case .text: try OutputFile.print(check.text(style: Terminal.textStyle))
        case .json: try OutputFile.print(check.json.indented() + "\n")
        }
    }

    /// The label set given, or one compiled of the labels given.
    private func labelSet(of request: ClassificationRequest) async throws -> LabelSet {
        guard let labelSet = request.labelSet else {
            return try await checkpoint.compile(request, usingCache: !noCache)
        }
        try RequestPolicy(request).check()
        return labelSet
    }

    /// The tokenizer of the checkpoint that is named; nil when there is none.
    private func tokenizer(for request: ClassificationRequest) async throws -> (any Tokenizer)? {
        guard checkpoint.name != nil else { return nil }
        let opened = try await checkpoint.open()
        try request.labelSet?.requireMatch(opened.summary(), opened.parity)
        return try opened.loadTokenizer()
    }
}
