/// What came of a run.
package struct GenerationSummary: Sendable {
    /// A class of which answers are missing.
    package struct Incomplete: Sendable, Equatable {
        package let label: String
        package let missing: Int
        /// Why the first of them is missing.
        package let error: GenerationError
    }

    /// Classes in the file.
    package let classes: Int
    /// Sentences in the file.
    package let sentences: Int
    /// Answers that are there, those of earlier runs included.
    package let answers: Int
    /// Requests of this run.
    package let asked: Int
    package let dropped: DroppedSentences
    /// Classes whose answers hold no sentence that is of use, in the caller's order.
    package let useless: [String]
    /// Classes that are not complete, in the caller's order.
    package let incomplete: [Incomplete]

    init(
        complete: [GeneratedClass], incomplete: [Incomplete], asked: Int, answers: Int
    ) {
        let useful = complete.filter { !$0.sentences.isEmpty }
        classes = useful.count
        sentences = useful.reduce(0) { $0 + $1.sentences.count }
        useless = complete.filter(\.sentences.isEmpty).map(\.label)
        dropped = complete.reduce(into: DroppedSentences()) { $0 += $1.dropped }
        self.asked = asked
        self.answers = answers
        self.incomplete = incomplete
    }
}
