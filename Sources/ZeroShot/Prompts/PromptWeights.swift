/// How much the prompts of a class count in its prototype.
public enum PromptWeights: String, Sendable, CaseIterable {
    /// Every prompt counts the same, as in CuPL.
    case perPrompt = "per-prompt"
    /// A class's filled templates together count as much as its sentences together.
    ///
    /// So a few templates are not drowned by many sentences, nor the other way round. Where a class
    /// has one source only, its prompts count the same.
    case perSource = "per-source"

    /// The weight of each prompt of a class, filled templates first; only their ratios matter.
    func values(templates: Int, sentences: Int) -> [Double] {
        switch self {
        case .perSource where templates > 0 && sentences > 0:
            Array(repeating: 1 / Double(templates), count: templates)
                + Array(repeating: 1 / Double(sentences), count: sentences)
        case .perPrompt, .perSource:
            Array(repeating: 1, count: templates + sentences)
        }
    }
}
