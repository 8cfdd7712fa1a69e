/// The classes of a run and the prompts of each.
///
/// Prompts are made when asked for: 100,000 labels under 80 templates would not fit in memory.
public struct ClassPrompts: Sendable, Equatable {
    /// The classes in the caller's order.
    public let labels: [String]
    /// The templates that every class is put into; none when sentences stand alone.
    public let templates: [PromptTemplate]
    /// How much templates and sentences count.
    public let weights: PromptWeights
    /// What templates are filled with for each class; empty where that is every class's label.
    package let names: [[String]]
    /// The sentences of each class, which stand behind its templates; empty where there are none.
    package let sentences: [[String]]

    package init(
        labels: [String], names: [[String]] = [], templates: [PromptTemplate],
        sentences: [[String]] = [], weights: PromptWeights = .perPrompt
    ) {
        self.labels = labels
        self.names = names
        self.templates = templates
        self.sentences = sentences
        self.weights = weights
    }

    /// Every label in every template.
    public init(labels: [String], templates: TemplateSet = .default) {
        self.init(labels: labels, templates: templates.templates)
    }

    /// Every name of every class in every template, and the classes' descriptions.
    public init(
        _ list: LabelList, templates: TemplateSet = .default, weights: PromptWeights = .perPrompt
    ) {
        self.init(
            labels: list.labels, names: list.names, templates: templates.templates,
            sentences: list.descriptions, weights: weights
        )
    }

    /// The sentences of a prompts file, alone or besides templates.
    public init(
        _ file: PromptFile, withTemplates templates: TemplateSet? = nil,
        weights: PromptWeights = .perPrompt
    ) {
        self.init(
            labels: file.classes.map(\.label), templates: templates?.templates ?? [],
            sentences: file.classes.map(\.sentences), weights: weights
        )
    }

    /// The classes of a list, with the sentences that a prompts file has for them: alone, or
    /// besides templates that are filled with the list's names.
    ///
    /// Descriptions of the list stand before the sentences of the file. What the file has for
    /// other classes is left out.
    ///
    /// - Throws: ``PromptError/labelsWithoutSentences(_:file:known:)``.
    public init(
        _ list: LabelList, sentencesFrom file: PromptFile,
        withTemplates templates: TemplateSet? = nil, weights: PromptWeights = .perPrompt
    ) throws {
        let known = Dictionary(
            file.classes.map { ($0.label, $0.sentences) }, uniquingKeysWith: { first, _ in first }
        )
        let missing = list.labels.filter { known[$0] == nil }
        guard missing.isEmpty else {
            throw PromptError.labelsWithoutSentences(
                missing, file: file.name, known: file.classes.map(\.label)
            )
        }
        self.init(
            labels: list.labels, names: list.names, templates: templates?.templates ?? [],
            sentences: list.classes.map { $0.descriptions + (known[$0.label] ?? []) },
            weights: weights
        )
    }

    /// The same classes in other templates; sentences are left out.
    package func replacingTemplates(with templates: TemplateSet) -> ClassPrompts {
        ClassPrompts(labels: labels, names: names, templates: templates.templates)
    }

    /// The same classes, names and weights with a prompts file's sentences, alone or besides
    /// templates; nil where the file lacks one of the classes.
    package func replacingSentences(
        with file: PromptFile, templates: TemplateSet?
    ) -> ClassPrompts? {
        let known = Dictionary(
            file.classes.map { ($0.label, $0.sentences) }, uniquingKeysWith: { first, _ in first }
        )
        let sentences = labels.compactMap { known[$0] }
        guard sentences.count == labels.count else { return nil }
        return ClassPrompts(
            labels: labels, names: names, templates: templates?.templates ?? [],
            sentences: sentences, weights: weights
        )
    }

    /// What templates are filled with for one class: its label, unless it has other names.
    public func names(ofClass index: Int) -> [String] {
        names.isEmpty ? [labels[index]] : names[index]
    }

    /// The prompts of one class: its templates filled in, name after name, then its sentences.
    public func prompts(ofClass index: Int) -> [String] {
        let filled = names(ofClass: index).flatMap { name in
            templates.map { $0.prompt(for: name) }
        }
        return sentences.isEmpty ? filled : filled + sentences[index]
    }

    /// How much each of ``prompts(ofClass:)`` counts in the class's prototype, above 0; only the
    /// ratios matter.
    public func weights(ofClass index: Int) -> [Double] {
        weights.values(
            templates: names(ofClass: index).count * templates.count,
            sentences: sentences.isEmpty ? 0 : sentences[index].count
        )
    }

    /// All prompts, class after class.
    public var all: some Sequence<String> {
        labels.indices.lazy.flatMap(prompts(ofClass:))
    }

    /// The number of all prompts.
    public var count: Int {
        let named = names.isEmpty ? labels.count : names.reduce(0) { $0 + $1.count }
        return named * templates.count + sentences.reduce(0) { $0 + $1.count }
    }
}
