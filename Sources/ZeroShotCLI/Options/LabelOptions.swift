import ArgumentParser
import Foundation
import ZeroShot

/// The classes to rank and the prompts that stand for them.
struct LabelOptions: ParsableArguments {
    @Option(help: "The labels, split at commas; quote a label that holds one.")
    private var labels: String?

    @Option(help: "A text file with one label a line.")
    private var labelsFile: String?

    @Option(
        help: ArgumentHelp(
            "A JSON file of sentences for each class.",
            discussion: #"The form is {"tree frog": ["A tree frog is ...", ...], ...}."#,
            valueName: "file"
        )
    )
    private var prompts: String?

    @Flag(help: "Use templates besides the sentences of --prompts.")
    private var withTemplates = false

    @Option(
        name: .customLong("template"),
        help: "A prompt with one place for the class, such as 'a photo of a {}'; repeatable."
    )
    private var templates: [String] = []

    @Option(help: "A named set of templates, or a file with one a line.")
    private var templateSet: String?

    @Option(help: "How the prompts of a class are averaged: normalized or raw.")
    var averaging = ClassPrototypes.Averaging.normalized

    func validate() throws {
        let sources = [labels, labelsFile, prompts].compactMap(\.self)
        guard sources.count <= 1 else {
            throw ValidationError("Give only one of --labels, --labels-file and --prompts.")
        }
        if withTemplates && prompts == nil {
            throw ValidationError("--with-templates goes with --prompts only.")
        }
        if !templates.isEmpty && templateSet != nil {
            throw ValidationError("Give either --template or --template-set.")
        }
        if prompts != nil && !withTemplates && (!templates.isEmpty || templateSet != nil) {
            throw ValidationError("With --prompts, templates are used with --with-templates only.")
        }
    }

    /// Checks that labels are named, for commands that have them from nowhere else.
    func requireLabels() throws {
        guard areGiven else {
            throw ValidationError(
                "No labels. Give --labels a,b,c or --labels-file FILE or --prompts FILE."
            )
        }
    }

    /// Whether an option names labels.
    var areGiven: Bool { labels != nil || labelsFile != nil || prompts != nil }

    /// The path of the prompts file, when there is one.
    var promptsFile: String? { prompts }

    /// The classes and their prompts; `found` are the labels where no option names any.
    ///
    /// - Throws: `PromptError`.
    func read(
        defaultTemplates: TemplateSet, orLabels found: [String] = []
    ) throws -> ClassPrompts {
        let set = try templateSet(default: defaultTemplates)
        if let prompts {
            let file = try PromptFile(contentsOf: URL(filePath: prompts))
            return ClassPrompts(file, withTemplates: withTemplates ? set : nil)
        }
        let names =
            if let labelsFile {
                try LabelList(contentsOf: URL(filePath: labelsFile)).labels
            } else if let labels {
                try LabelList(commaSeparated: labels).labels
            } else {
                found
            }
        return ClassPrompts(labels: names, templates: set)
    }

    private func templateSet(default standard: TemplateSet) throws -> TemplateSet {
        if let templateSet { return try TemplateSet(namedOrAt: templateSet) }
        return templates.isEmpty ? standard : try TemplateSet(templates)
    }
}
