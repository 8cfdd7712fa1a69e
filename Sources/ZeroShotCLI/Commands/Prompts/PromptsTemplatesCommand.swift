import ArgumentParser
import ZeroShot

/// Lists the template sets, or the templates of one.
struct PromptsTemplatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "Lists the named sets of templates, or the templates of one.",
        discussion: """
            With a name, prints its templates one a line, which is the form of a template file: \
            zeroshot prompts templates food > mine.txt is a start for a set of your own.
            """
    )

    @Argument(help: "A named set, or a template file.")
    var set: String?

    @Option(help: "The form of the list: text or json.")
    var format = DescriptionFormat.text

    func run() throws {
        guard let set else {
            switch format {
            case .text: try print(TemplateSet.named.map(\.line))
            case .json: try print(["\(OrderedJSON.array(TemplateSet.named.map(\.json)))"])
            }
            return
        }
        let texts = try TemplateSet(namedOrAt: set).templates.map(\.text)
        switch format {
        case .text: try print(texts)
        case .json: try print(["\(OrderedJSON.texts(texts))"])
        }
    }

    private func print(_ lines: [String]) throws {
        try OutputFile.print(lines.map { $0 + "\n" }.joined())
    }
}

extension TemplateSet.Named {
    fileprivate var json: OrderedJSON {
        [
            "name": .string(name), "use": .string(use),
            "templates": .texts(set.templates.map(\.text)),
        ]
    }
}
