/// One unit vector for each class: its averaged prompt embeddings.
///
/// Source: `build_zero_shot_classifier` in open_clip; `raw` follows the CuPL article.
public struct ClassPrototypes: Sendable, Equatable {
    /// How the prompt embeddings of a class become one vector.
    public enum Averaging: String, Sendable, CaseIterable {
        /// Each prompt embedding to unit length, weighted mean, unit length again.
        case normalized
        /// Weighted mean of the embeddings as the text tower projects them, then unit length.
        case raw
    }

    /// The classes in the caller's order.
    public let labels: [String]
    /// Their prototypes `[L, E]`, each of unit length.
    public let embeddings: Embeddings

    /// Averages the embeddings of all prompts, each with its weight.
    ///
    /// - Parameters:
    ///   - prompts: the classes and their prompts.
    ///   - embeddings: one row for each of `prompts.all`, in that order, not normalised.
    ///   - averaging: how the rows of one class are averaged.
    /// - Throws: ``RankingError`` for a row without direction, or rows that cancel out.
    public init(
        _ prompts: ClassPrompts, embeddings: Embeddings, averaging: Averaging = .normalized
    ) throws {
        var averager = PrototypeAverager(
            prompts, averaging: averaging, dimension: embeddings.dimension
        )
        try averager.add(embeddings)
        self = averager.finish()
    }

    init(labels: [String], embeddings: Embeddings) {
        self.labels = labels
        self.embeddings = embeddings
    }
}
