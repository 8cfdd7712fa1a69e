internal import Synchronization
internal import ZeroShot

/// Asks a language model what classes look like, and makes a prompts file of its answers.
package struct PromptGeneration: Sendable {
    package let labels: [String]
    package let settings: GenerationSettings
    package let endpoint: LanguageModelEndpoint
    package let limits: GenerationLimits
    private let output: PromptsOutput
    private let journalPath: String
    private let topics: RestrictedTopics

    /// Judges what is to be asked.
    ///
    /// - Parameters:
    ///   - labels: the classes.
    ///   - settings: what is asked about each.
    ///   - endpoint: who is asked.
    ///   - limits: how much, how long and how often.
    ///   - output: the path of the prompts file; the answers as they came are kept beside it.
    ///   - consentPolicy: the terms under which pictures of people may be ranked, for labels that
    ///     describe people.
    /// - Throws: `Refusal` for labels and questions that a ranking must not be made of,
    ///   `GenerationError.repeated`, what the rules throw when they cannot be looked up.
    package init(
        labels: [String], settings: GenerationSettings, endpoint: LanguageModelEndpoint,
        limits: GenerationLimits = GenerationLimits(), output: String, consentPolicy: String? = nil
    ) throws {
        let questions = settings.questions.templates.map(\.text)
        for (kind, texts) in [(GenerationError.Repeatable.labels, labels), (.questions, questions)]
        {
            var seen: Set<String> = []
            let repeated = texts.filter { !seen.insert($0).inserted }
            guard repeated.isEmpty else { throw GenerationError.repeated(kind, repeated) }
        }
        topics = try RestrictedTopics()
        // A question is a template that says much; the labels are judged on their own as well.
        try RequestPolicy(
            labels: labels,
            templates: ["{}"] + questions + [settings.instruction].compactMap(\.self),
            consentPolicy: consentPolicy, isRanking: false
        ).check(against: topics)
        self.labels = labels
        self.settings = settings
        self.endpoint = endpoint
        self.limits = limits
        self.output = PromptsOutput(path: output)
        journalPath = AnswerJournal.path(beside: self.output.path)
    }

    /// Where the answers are kept as they came.
    package var answersFile: String { journalPath }

    /// What a run would ask, found out without asking.
    ///
    /// - Throws: `GenerationError`, what the rules throw when they cannot be looked up.
    package func plan() throws -> GenerationPlan {
        let kept = try AnswerJournal.contents(at: journalPath, settings: settings)
        try requireOwnOutput(kept)
        let collection = try collection(kept)
        var requests: [GenerationPlan.Request] = []
        var last: AnswerCollection.Ask?
        for ask in collection.missing {
            if ask == last {
                requests[requests.count - 1].count += 1
            } else {
                let question = settings.questions.templates[ask.question]
                let body = settings.body(asking: question, about: labels[ask.label])
                requests.append(.init(body: body.description, count: 1))
                last = ask
            }
        }
        return GenerationPlan(
            url: endpoint.url(of: settings.interface), keyVariable: endpoint.keyVariable,
            requests: requests, keptAnswers: collection.count
        )
    }

    /// Asks for the answers that are missing, and writes the file.
    ///
    /// - Parameter report: is told of progress and of what went otherwise than it should, one event
    ///   at a time.
    /// - Returns: what came of it.
    /// - Throws: `GenerationError`, `CancellationError`, what the rules throw; every answer that came
    ///   is kept, and the classes that are complete are in the file.
    package func run(
        report: @escaping @Sendable (GenerationEvent) -> Void = { _ in }
    ) async throws -> GenerationSummary {
        let gate = Mutex(())
        let report: @Sendable (GenerationEvent) -> Void = { event in
            gate.withLock { _ in report(event) }
        }
        let journal = try AnswerJournal(path: journalPath, settings: settings)
        try requireOwnOutput(journal.contents)
        if endpoint.withholdsKey {
            report(
                .notice(
                    .keyWithheld(
                        variable: LanguageModelEndpoint.standardKeyVariable,
                        endpoint: endpoint.shown
                    )
                )
            )
        }
        if journal.contents.isCut { report(.notice(.cutAnswerDropped(file: journalPath))) }
        let run = GenerationRun(
            journal: journal, output: output, collection: try collection(journal.contents)
        )
        let missing = run.collection.missing
        var failures = GenerationFailures(limit: limits.failuresInARow)
        let kept = run.collection.count
        func tell() {
            let progress = GenerationProgress(
                answers: run.collection.count, keptAnswers: kept,
                totalAnswers: run.collection.total
            )
            report(.progress(progress))
        }
        do {
            tell()
            try await forEachAnswer(to: missing, report: report) { ask, outcome in
                switch outcome {
                case .success(let answer):
                    let given = GivenAnswer(
                        label: labels[ask.label],
                        question: settings.questions.templates[ask.question].text, answer: answer
                    )
                    try run.keep(given, for: ask)
                    failures.succeeded()
                    tell()
                case .failure(let error):
                    try failures.add(error, about: ask.label)
                }
            }
        } catch {
            // What is complete is not lost, whatever ended the run.
            try run.write()
            throw error
        }
        try run.write()
        return GenerationSummary(
            complete: run.collection.complete, incomplete: failures.incomplete(among: labels),
            asked: missing.count, answers: run.collection.count
        )
    }

    private func collection(_ kept: AnswerJournal.Contents) throws -> AnswerCollection {
        try AnswerCollection(
            labels: labels, settings: settings, kept: kept.answers, judgedBy: topics
        )
    }

    /// Nothing is written over that somebody else has made or changed.
    private func requireOwnOutput(_ kept: AnswerJournal.Contents) throws {
        guard let hash = try output.hash(), !kept.outputs.contains(hash) else { return }
        throw GenerationError.foreignOutput(file: output.path, answers: journalPath)
    }

    /// Hands on what the server says, a few requests at once, in the order in which answers come.
    ///
    /// A request that failed for good is handed on, too, where others may succeed.
    private func forEachAnswer(
        to asks: [AnswerCollection.Ask], report: @escaping @Sendable (GenerationEvent) -> Void,
        _ body: (AnswerCollection.Ask, Result<ModelAnswer, GenerationError>) throws -> Void
    ) async throws {
        typealias Outcome = (AnswerCollection.Ask, Result<ModelAnswer, GenerationError>)
        guard !asks.isEmpty else { return }
        try await LanguageModelClient.with(
            endpoint, settings, limits, report: { report(.notice($0)) }
        ) { client in
            try await withThrowingTaskGroup(of: Outcome.self) { group in
                var rest = asks[...]
                func askNext() {
                    guard let ask = rest.popFirst() else { return }
                    let question = settings.questions.templates[ask.question]
                    let label = labels[ask.label]
                    group.addTask {
                        do {
                            return (ask, .success(try await client.answer(question, about: label)))
                        } catch let error as GenerationError where error.isPassing {
                            return (ask, .failure(error))
                        }
                    }
                }
                for _ in 0..<limits.concurrency { askNext() }
                while let (ask, outcome) = try await group.next() {
                    try body(ask, outcome)
                    askNext()
                }
            }
        }
    }
}
