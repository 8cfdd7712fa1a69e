public import Foundation

/// The templates of a run, at least one.
public struct TemplateSet: Sendable, Equatable {
    /// In the order they were given.
    public let templates: [PromptTemplate]

    /// A photo, a picture and an image of the class.
    public static let `default` = TemplateSet(templates: [
        PromptTemplate(before: "a photo of a ", place: .plain("{class}")),
        PromptTemplate(before: "a picture of a ", place: .plain("{class}")),
        PromptTemplate(before: "an image of a ", place: .plain("{class}")),
    ])

    /// `This is a photo of {}.`, the default of the Hugging Face pipeline.
    public static let huggingFace = TemplateSet(templates: [
        PromptTemplate(before: "This is a photo of ", place: .plain("{}"), after: ".")
    ])

    /// Templates given as texts, such as `a photo of a {class}`.
    ///
    /// - Throws: ``PromptError`` when there is none, or one is no template.
    public init(_ texts: [String]) throws {
        guard !texts.isEmpty else {
            throw PromptError.noTemplates(source: "the list of templates")
        }
        templates = try texts.map(PromptTemplate.init)
    }

    /// The templates of a text file, one a line; blank lines are skipped.
    ///
    /// - Throws: ``PromptError`` that names the file, and the line of what is no template.
    public init(contentsOf file: URL) throws {
        try self.init(TextFile(contentsOf: file))
    }

    init(_ text: TextFile) throws {
        let lines = text.lines
        guard !lines.isEmpty else {
            throw PromptError.noTemplates(source: text.name)
        }
        templates = try lines.map { line in
            do {
                return try PromptTemplate(line.text)
            } catch PromptError.template(let template, let problem, _) {
                throw PromptError.template(
                    template, problem, line: FileLine(file: text.name, number: line.number)
                )
            }
        }
    }

    /// A named set, or else the templates of the file at that path.
    ///
    /// - Throws: ``PromptError`` when it is neither, or as for ``init(contentsOf:)``.
    package init(namedOrAt argument: String) throws {
        if let named = Self.named.first(where: { $0.name == argument }) {
            self = named.set
        } else if FileManager.default.fileExists(atPath: argument) {
            try self.init(contentsOf: URL(filePath: argument))
        } else {
            throw PromptError.unknownTemplateSet(argument, known: Self.named)
        }
    }

    private init(templates: [PromptTemplate]) {
        self.templates = templates
    }

    /// Templates of the product's own; that each is one is a promise of this code.
    init(own texts: [String]) {
        templates = texts.map { text in
            guard let template = try? PromptTemplate(text) else {
                preconditionFailure("'\(text)' is no template")
            }
            return template
        }
    }
}
