import ArgumentParser
import Foundation
import ZeroShot

/// The classes to rank: named here, with their prompts, or compiled before.
struct ClassOptions: ParsableArguments {
    @OptionGroup private var labels: LabelOptions

    @Option(
        name: .customLong("label-set"),
        help: ArgumentHelp(
            "A label set that 'zeroshot labels compile' wrote, instead of labels and prompts.",
            discussion: "It belongs to one checkpoint and is refused with any other.",
            valueName: "file"
        )
    )
    private var labelSet: String?

    /// The path of the label set, when there is one.
    var labelSetPath: String? { labelSet }

    func validate() throws {
        let given = labels.given
        if labelSet != nil && !given.isEmpty {
            throw ValidationError(
                "--label-set holds the labels, their prompts and the averaging; leave out "
                    + given.joined(separator: ", ") + "."
            )
        }
    }

    /// Whether any option says something about classes.
    var areGiven: Bool { labelSet != nil || !labels.given.isEmpty }

    /// Checks that classes are named, for commands that have them from nowhere else.
    func requireClasses() throws {
        if labelSet == nil && !labels.nameClasses {
            throw ValidationError(
                "No labels. Give --labels a,b,c or --labels-file FILE or --prompts FILE or "
                    + "--label-set FILE."
            )
        }
    }

    /// A request for these classes, with everything else as it is by default.
    ///
    /// - Parameters:
    ///   - defaultTemplates: where no option names any.
    ///   - found: the labels where no option names any.
    /// - Returns: the request.
    /// - Throws: `PromptError`, `LabelSetError`.
    func request(
        defaultTemplates: TemplateSet = .default, orLabels found: [String] = []
    ) throws -> ClassificationRequest {
        if let labelSet {
            return ClassificationRequest(
                labelSet: try LabelSet(contentsOf: URL(filePath: labelSet)))
        }
        var request = ClassificationRequest(
            prompts: try labels.read(defaultTemplates: defaultTemplates, orLabels: found))
        request.promptsFile = labels.promptsFile
        request.averaging = labels.averaging
        return request
    }
}
