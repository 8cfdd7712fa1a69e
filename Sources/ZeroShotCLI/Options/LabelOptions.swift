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

    @Option(
        name: .customLong("averaging"),
        help: "How the prompts of a class are averaged: normalized (the default) or raw."
    )
    private var givenAveraging: ClassPrototypes.Averaging?

    /// How the prompts of a class are averaged.
    var averaging: ClassPrototypes.Averaging { givenAveraging ?? .normalized }

    func validate() throws {
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

    /// The options that say which classes there are.
    private var sources: [String] {
        [
            labels.map { _ in "--labels" }, labelsFile.map { _ in "--labels-file" },
            prompts.map { _ in "--prompts" },
        ].compactMap(\.self)
    }

    /// Whether classes are named.
    var nameClasses: Bool { !sources.isEmpty }

    /// All options of this group that were given.
    var given: [String] {
        sources
            + [
                withTemplates ? "--with-templates" : nil, templates.isEmpty ? nil : "--template",
                templateSet.map { _ in "--template-set" },
                givenAveraging.map { _ in "--averaging" },
            ].compactMap(\.self)
    }

    /// The path of the prompts file, when there is one.
    var promptsFile: String? { prompts }

    /// The classes and their prompts.
    ///
    /// - Throws: `PromptError`.
    func read(defaultTemplates: TemplateSet) throws -> ClassPrompts {
        let set = try templateSet(default: defaultTemplates)
        if let prompts {
            let file = try PromptFile(contentsOf: URL(filePath: prompts))
            return ClassPrompts(file, withTemplates: withTemplates ? set : nil)
        }
        let list =
            if let labelsFile {
                try LabelList(contentsOf: URL(filePath: labelsFile))
            } else {
                try LabelList(commaSeparated: labels ?? "")
            }
        return ClassPrompts(labels: list.labels, templates: set)
    }

    private func templateSet(default standard: TemplateSet) throws -> TemplateSet {
        if let templateSet { return try TemplateSet(namedOrAt: templateSet) }
        return templates.isEmpty ? standard : try TemplateSet(templates)
    }
}
