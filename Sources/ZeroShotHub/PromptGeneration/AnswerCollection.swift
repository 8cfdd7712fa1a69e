internal import ZeroShot

/// Which answers a run has, and which are missing.
struct AnswerCollection {
    /// One request: a question about a class, by their places.
    struct Ask: Sendable, Equatable {
        let label: Int
        let question: Int
    }

    private let labels: [String]
    private let questions: [String]
    private let wanted: Int
    private let topics: RestrictedTopics
    /// By class and question.
    private var answers: [[[ModelAnswer]]]
    /// By class, once all its answers are there.
    private var classes: [GeneratedClass?]

    /// Takes what earlier runs have left.
    ///
    /// Of more answers than are wanted, the last ones count. Classes whose answers hold no sentence
    /// at all start anew.
    ///
    /// - Throws: what the rules throw when they cannot be looked up.
    init(
        labels: [String], settings: GenerationSettings, kept: [GivenAnswer],
        judgedBy topics: RestrictedTopics
    ) throws {
        self.labels = labels
        self.topics = topics
        questions = settings.questions.templates.map(\.text)
        wanted = settings.answers
        let none = [[ModelAnswer]](repeating: [], count: questions.count)
        answers = Array(repeating: none, count: labels.count)
        classes = Array(repeating: nil, count: labels.count)
        let labelPlaces = Dictionary(zip(labels, labels.indices)) { first, _ in first }
        let questionPlaces = Dictionary(zip(questions, questions.indices)) { first, _ in first }
        for given in kept {
            guard let label = labelPlaces[given.label],
                let question = questionPlaces[given.question]
            else { continue }
            answers[label][question].append(given.answer)
        }
        for label in labels.indices {
            answers[label] = answers[label].map { Array($0.suffix(wanted)) }
            guard isComplete(label) else { continue }
            let found = try generate(label)
            if found.sentences.isEmpty { answers[label] = none } else { classes[label] = found }
        }
    }

    /// The requests that are left, class after class.
    var missing: [Ask] {
        labels.indices.flatMap { label in
            questions.indices.flatMap { question in
                Array(
                    repeating: Ask(label: label, question: question),
                    count: wanted - answers[label][question].count
                )
            }
        }
    }

    /// The number of answers that are there.
    var count: Int { answers.joined().reduce(0) { $0 + $1.count } }

    /// The number of answers once none is missing.
    var total: Int { labels.count * questions.count * wanted }

    /// Takes an answer, and tells whether its class is complete now.
    ///
    /// - Throws: what the rules throw when they cannot be looked up.
    mutating func add(_ answer: ModelAnswer, to ask: Ask) throws -> Bool {
        answers[ask.label][ask.question].append(answer)
        guard isComplete(ask.label) else { return false }
        classes[ask.label] = try generate(ask.label)
        return true
    }

    /// The classes that are complete, in the caller's order.
    var complete: [GeneratedClass] { classes.compactMap(\.self) }

    private func isComplete(_ label: Int) -> Bool {
        answers[label].allSatisfy { $0.count == wanted }
    }

    private func generate(_ label: Int) throws -> GeneratedClass {
        try GeneratedClass(
            label: labels[label], answers: Array(answers[label].joined()), judgedBy: topics
        )
    }
}
