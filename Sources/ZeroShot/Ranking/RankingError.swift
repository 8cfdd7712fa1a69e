/// What keeps embeddings from being ranked.
public enum RankingError: Error, Sendable, Equatable {
    /// A row of embeddings has no direction.
    case embedding(row: Int, defect: VectorDefect)
    /// A prompt's embedding has no direction.
    case promptEmbedding(label: String, prompt: String, defect: VectorDefect)
    /// The prompts of a class point in opposite directions and leave nothing when averaged.
    case promptsCancelOut(label: String)
    /// Image and prototypes do not come from the same embedding space.
    case dimension(image: Int, prototypes: Int)
    /// A similarity is NaN or infinite.
    case similarity(label: String)
}

extension RankingError: CustomStringConvertible {
    /// The sentence for people.
    public var description: String {
        switch self {
        case .embedding(let row, let defect):
            "Embedding \(row) \(defect.finding), so it has no direction and cannot be compared. "
                + Self.remedy
        case .promptEmbedding(let label, let prompt, let defect):
            "The embedding of the prompt '\(prompt)' for '\(label)' \(defect.finding), so the "
                + "class has no prototype. " + Self.remedy
        case .promptsCancelOut(let label):
            "The prompt embeddings of '\(label)' cancel each other out, so the class has no "
                + "prototype. Give it prompts that describe one thing."
        case .dimension(let image, let prototypes):
            "The image embedding has \(image) values, the class prototypes have \(prototypes). "
                + "They come from different checkpoints; compute both with the same one."
        case .similarity(let label):
            "The similarity to '\(label)' is not a finite number, so nothing can be ranked. "
                + Self.remedy
        }
    }

    private static let remedy =
        "The checkpoint's weights are damaged or overflow; verify the checkpoint."
}

extension VectorDefect {
    fileprivate var finding: String {
        switch self {
        case .zero: "is all zeros"
        case .notFinite: "has a value that is not a finite number"
        }
    }
}
