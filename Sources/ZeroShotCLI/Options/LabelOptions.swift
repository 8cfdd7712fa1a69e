import ArgumentParser
import Foundation
import ZeroShot

/// The classes to rank and the prompts that stand for them.
struct LabelOptions: ParsableArguments {
    @OptionGroup private var classes: PromptOptions

    @Option(
        help: ArgumentHelp(
            "A JSON file of sentences for each class.",
            discussion: #"""
                The form is {"tree frog": ["A tree frog is ...", ...], ...}. Labels, where they are \#
                named too, choose classes of the file and order them.
                """#,
            valueName: "file"
        )
    )
    private var prompts: String?

    @Option(
        help: """
            How much prompts count: per-prompt, all the same; or per-source, a class's templates \
            together as much as its sentences together.
            """
    )
    private var promptWeights = PromptWeights.perPrompt

    @Option(
        name: .customLong("averaging"),
        help: "How the prompts of a class are averaged: normalized (the default) or raw."
    )
    private var givenAveraging: ClassPrototypes.Averaging?

    /// How the prompts of a class are averaged.
    var averaging: ClassPrototypes.Averaging { givenAveraging ?? .normalized }

    func validate() throws {
        if prompts == nil {
            if classes.withTemplates {
                throw ValidationError("--with-templates goes with --prompts only.")
            }
        } else if classes.namesTemplates && !classes.withTemplates {
            throw ValidationError("With --prompts, templates are used with --with-templates only.")
        }
        let hasTwoSources = prompts == nil ? classes.hasLabelsFile : classes.withTemplates
        if promptWeights == .perSource && !hasTwoSources {
            throw ValidationError(
                """
                --prompt-weights per-source weighs templates against sentences; give both, with \
                --prompts and --with-templates or with a labels file that has descriptions.
                """
            )
        }
    }

    /// Whether classes are named.
    var nameClasses: Bool { classes.namesLabels || prompts != nil }

    /// All options of this group that were given.
    var given: [String] {
        classes.given
            + [
                prompts.map { _ in "--prompts" },
                promptWeights == .perPrompt ? nil : "--prompt-weights",
                givenAveraging.map { _ in "--averaging" },
            ].compactMap(\.self)
    }

    /// The path of the prompts file, when there is one.
    var promptsFile: String? { prompts }

    /// The classes and their prompts; `found` are the labels where no option names any.
    ///
    /// - Throws: `PromptError`.
    func read(
        defaultTemplates: TemplateSet, orLabels found: [String] = []
    ) throws -> ClassPrompts {
        if let prompts {
            let file = try PromptFile(
                contentsOf: URL(filePath: prompts), repeatedClasses: classes.repeatedClasses
            )
            return try classes.prompts(from: file, or: defaultTemplates, weights: promptWeights)
        }
        let list = try classes.list() ?? classes.merged(LabelList(labels: found))
        return ClassPrompts(
            list, templates: try classes.templates(or: defaultTemplates), weights: promptWeights
        )
    }
}
