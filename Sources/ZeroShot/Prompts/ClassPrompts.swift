/// The classes of a run and the prompts of each.
///
/// Prompts are made when asked for: 100,000 labels under 80 templates would not fit in memory.
public struct ClassPrompts: Sendable, Equatable {
    /// The classes in the caller's order.
    public let labels: [String]
    /// The templates that every class is put into; none when sentences stand alone.
    public let templates: [PromptTemplate]
    /// The sentences of each class, which stand behind its templates; empty without a prompts file.
    package let sentences: [[String]]

    /// Every label in every template.
    public init(labels: [String], templates: TemplateSet = .default) {
        self.labels = labels
        self.templates = templates.templates
        sentences = []
    }

    /// The sentences of a prompts file, alone or besides templates, each prompt with equal weight.
    public init(_ file: PromptFile, withTemplates templates: TemplateSet? = nil) {
        labels = file.classes.map(\.label)
        self.templates = templates?.templates ?? []
        sentences = file.classes.map(\.sentences)
    }

    /// The prompts of one class: its templates filled in, then its sentences.
    public func prompts(ofClass index: Int) -> [String] {
        let filled = templates.map { $0.prompt(for: labels[index]) }
        return sentences.isEmpty ? filled : filled + sentences[index]
    }

    /// All prompts, class after class.
    public var all: some Sequence<String> {
        labels.indices.lazy.flatMap(prompts(ofClass:))
    }

    /// The number of all prompts.
    public var count: Int {
        labels.count * templates.count + sentences.reduce(0) { $0 + $1.count }
    }
}
