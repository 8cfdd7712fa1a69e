package import ZeroShot

/// What a language model is asked about each class, and how it is to answer.
package struct GenerationSettings: Sendable, Equatable {
    /// Which of the two OpenAI-compatible routes is asked.
    package enum Interface: String, CaseIterable, Sendable {
        /// Messages in, a message out: for models that follow instructions.
        case chat
        /// Text in, its continuation out: for base models.
        case completions

        var route: String {
            switch self {
            case .chat: "chat/completions"
            case .completions: "completions"
            }
        }
    }

    /// What the token limit is called: OpenAI's reasoning models refuse the name that every other
    /// server reads, and Ollama ignores theirs.
    package enum TokenLimitName: String, CaseIterable, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// The three questions of the CuPL article (arXiv 2209.03320), in its base form.
    package static let articleQuestions = [
        "Describe what {a class} looks like:",
        "Describe {a class}:",
        "What are the identifying characteristics of {a class}?",
    ]

    package var model: String
    package var interface = Interface.chat
    package var questions: TemplateSet
    /// For each class and question.
    package var answers = 10
    /// High, so that the answers to one question differ; the article's own value.
    package var temperature = 0.99
    /// For one answer.
    ///
    /// The article's 50 tokens are one sentence of a base model; chat models begin with more words.
    package var maximumTokens = 300
    package var tokenLimitName = TokenLimitName.maxTokens
    /// How to answer: the system message of a chat, or what stands above the question.
    package var instruction: String?

    package init(model: String, questions: TemplateSet) {
        self.model = model
        self.questions = questions
    }

    /// The request that asks one question about one class.
    ///
    /// There is no `n`: llama.cpp's server refused it for long and Ollama ignores it, so each answer
    /// is a request of its own. There is no `seed` either, so that the answers differ.
    func body(asking question: PromptTemplate, about label: String) -> OrderedJSON {
        let text = question.prompt(for: label)
        var members = [OrderedJSON.Member(name: "model", value: .string(model))]
        func add(_ name: String, _ value: OrderedJSON) {
            members.append(OrderedJSON.Member(name: name, value: value))
        }
        switch interface {
        case .chat:
            let system = instruction.map { Self.message(role: "system", $0) }
            add("messages", .array([system, Self.message(role: "user", text)].compactMap(\.self)))
        case .completions:
            add("prompt", .string((instruction.map { $0 + "\n\n" } ?? "") + text))
            if !stops.isEmpty { add("stop", .texts(stops)) }
        }
        add("temperature", .double(temperature))
        add(tokenLimitName.rawValue, .integer(maximumTokens))
        add("stream", .bool(false))
        return .object(members)
    }

    private static func message(role: String, _ content: String) -> OrderedJSON {
        ["role": .string(role), "content": .string(content)]
    }

    /// The servers take four.
    private static let mostStops = 4

    /// The first words of the questions: where a base model goes on with the next question, it has
    /// said all it had to say.
    private var stops: [String] {
        let begins = questions.templates.compactMap { question -> String? in
            let begin = question.text.prefix { $0 != "{" }.split(separator: " ").first
            return begin.map { "\n" + $0 }
        }
        var seen: Set<String> = []
        return Array(begins.filter { seen.insert($0).inserted }.prefix(Self.mostStops))
    }
}
