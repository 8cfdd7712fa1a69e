import ArgumentParser
import Foundation
import ZeroShot

/// Classes, and what stands for them besides a file of sentences.
struct PromptOptions: ParsableArguments {
    @Option(help: "The labels, split at commas; quote a label that holds one.")
    private var labels: String?

    @Option(
        help: ArgumentHelp(
            "A file of labels: text with one a line, or JSON with other names for them.",
            discussion: #"""
                JSON, which is a name that ends in .json, reads [{"label": "cougar", "names": \#
                ["cougar", "puma"], "description": "..."}, ...]. Templates are filled with every \#
                name; a description is one more prompt.
                """#,
            valueName: "file"
        )
    )
    private var labelsFile: String?

    @Flag(help: "Make one class of classes with equal names.")
    private var mergeClasses = false

    @Flag(help: "Use templates besides the sentences of a prompts file.")
    var withTemplates = false

    @Option(
        name: .customLong("template"),
        help: "A prompt with one place for the class, such as 'a photo of a {}'; repeatable."
    )
    private var templates: [String] = []

    @Option(
        help: """
            A named set of templates ('zeroshot prompts templates' lists them), or a file with one \
            a line.
            """
    )
    private var templateSet: String?

    func validate() throws {
        if labels != nil && labelsFile != nil {
            throw ValidationError("Give only one of --labels and --labels-file.")
        }
        if !templates.isEmpty && templateSet != nil {
            throw ValidationError("Give either --template or --template-set.")
        }
    }

    /// All options of this group that were given.
    var given: [String] {
        [
            labels.map { _ in "--labels" }, labelsFile.map { _ in "--labels-file" },
            mergeClasses ? "--merge-classes" : nil, withTemplates ? "--with-templates" : nil,
            templates.isEmpty ? nil : "--template", templateSet.map { _ in "--template-set" },
        ].compactMap(\.self)
    }

    var namesLabels: Bool { labels != nil || labelsFile != nil }
    var hasLabelsFile: Bool { labelsFile != nil }
    var namesTemplates: Bool { !templates.isEmpty || templateSet != nil }

    /// What becomes of a class that a prompts file has more than once.
    var repeatedClasses: PromptFile.RepeatedClasses { mergeClasses ? .merged : .refused }

    /// The labels; nil when none were named.
    ///
    /// - Throws: `PromptError`.
    func list() throws -> LabelList? {
        if let labelsFile {
            return merged(try LabelList(contentsOf: URL(filePath: labelsFile)))
        }
        return try labels.map { merged(try LabelList(commaSeparated: $0)) }
    }

    /// The list with equal labels made one, if that was asked for.
    func merged(_ list: LabelList) -> LabelList {
        mergeClasses ? list.merged() : list
    }

    /// The templates that were named, else the standard ones.
    ///
    /// - Throws: `PromptError`.
    func templates(or standard: TemplateSet) throws -> TemplateSet {
        if let templateSet { return try TemplateSet(namedOrAt: templateSet) }
        return templates.isEmpty ? standard : try TemplateSet(templates)
    }

    /// The prompts of a prompts file: of all its classes, or of the labels that were named.
    ///
    /// - Throws: `PromptError`.
    func prompts(
        from file: PromptFile, or standard: TemplateSet, weights: PromptWeights = .perPrompt
    ) throws -> ClassPrompts {
        let set = withTemplates ? try templates(or: standard) : nil
        guard let list = try list() else {
            return ClassPrompts(file, withTemplates: set, weights: weights)
        }
        return try ClassPrompts(list, sentencesFrom: file, withTemplates: set, weights: weights)
    }
}
