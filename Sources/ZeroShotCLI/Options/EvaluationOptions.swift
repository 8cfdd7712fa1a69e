import ArgumentParser
import Foundation
import ZeroShot

/// What an evaluation is compared with, and what it takes for an answer.
struct EvaluationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The name of images that none of the labels is right for.",
            discussion: """
                They count for no accuracy; the report says how well confidence tells them from the \
                others.
                """,
            valueName: "name"
        )
    )
    var noneLabel: String?

    @Option(
        help: ArgumentHelp(
            "Other prompts to try on the same images; repeatable.",
            discussion: """
                SETTING=VALUE with template, template-set, prompts or averaging, and with-templates \
                alone; commas between several.
                """,
            valueName: "variant"
        )
    )
    var compare: [String] = []

    @Option(
        help: ArgumentHelp(
            "An evaluation to compare with, kept with --format json --output FILE.",
            discussion: "Of the same images and labels, with this checkpoint or another one.",
            valueName: "file"
        )
    )
    private var baseline: String?

    @Option(
        name: .customLong("by"),
        help: ArgumentHelp(
            "What to compare with the baseline: accuracy, rank, similarity or probability; repeatable.",
            discussion: """
                Everything that can be when not given. Similarity and probability only with one \
                checkpoint.
                """
        )
    )
    var measures: [EvaluationComparison.Measure] = []

    @Flag(
        help: ArgumentHelp(
            "Learn from the images when to answer, and keep that in the label set.",
            discussion: """
                A temperature for the probabilities, and thresholds below which the answer is none \
                of these. Needs --label-set FILE, which is written anew; images of none of the \
                labels (--none-label) help.
                """
        )
    )
    var fit = false

    func validate() throws {
        if !measures.isEmpty && baseline == nil {
            throw ValidationError("--by goes with --baseline FILE only.")
        }
    }

    /// The evaluation to compare with; nil when there is none.
    ///
    /// - Throws: `EvaluationError`.
    func readBaseline() throws -> StoredEvaluation? {
        try baseline.map { try StoredEvaluation(contentsOf: URL(filePath: $0)) }
    }

    /// The evaluation that the input is; nil for images.
    ///
    /// - Throws: `EvaluationError`.
    func stored(_ input: String) throws -> StoredEvaluation? {
        guard input.lowercased().hasSuffix(".json"),
            (try? FileSystem.kind(of: FilePath(argument: input))) == .file
        else { return nil }
        return try StoredEvaluation(contentsOf: URL(filePath: input))
    }
}

extension EvaluationFormat: ExpressibleByArgument {}

extension EvaluationComparison.Measure: ExpressibleByArgument {}
