import ArgumentParser
import Foundation
import ZeroShot
import ZeroShotHub

/// What is asked about each class, and how the answers are to be.
struct QuestionOptions: ParsableArguments {
    @Option(
        name: .customLong("question"),
        help: ArgumentHelp(
            "A question with one place for the class, such as 'Describe {a class}:'; repeatable.",
            discussion: "Without one, the three general questions of the CuPL article are asked."
        )
    )
    private var questions: [String] = []

    @Option(help: "A text file with one question a line.")
    private var questionsFile: String?

    @Option(help: "Answers to each question about each class.")
    private var answers = 10

    @Option(help: "How much chance there is in an answer, from 0 to 2.")
    private var temperature = 0.99

    @Option(help: "The most tokens of one answer, its reasoning included.")
    private var maxTokens = 300

    @Option(
        help: """
            What the server calls that limit: max_tokens, or max_completion_tokens for OpenAI's \
            reasoning models.
            """
    )
    private var tokenLimitName = GenerationSettings.TokenLimitName.maxTokens

    @Option(
        help: ArgumentHelp(
            "How to answer, such as 'Answer in one plain sentence.'; nothing when not given.",
            discussion: "The system message of a chat, or what stands above the question."
        )
    )
    private var instruction: String?

    func validate() throws {
        if !questions.isEmpty && questionsFile != nil {
            throw ValidationError("Give either --question or --questions-file.")
        }
        guard (1...1000).contains(answers) else {
            throw ValidationError("--answers is \(answers); give a number from 1 to 1000.")
        }
        guard (0...2).contains(temperature) else {
            throw ValidationError("--temperature is \(temperature); give a number from 0 to 2.")
        }
        guard (1...100_000).contains(maxTokens) else {
            throw ValidationError("--max-tokens is \(maxTokens); give a number from 1 to 100000.")
        }
    }

    /// What to ask.
    ///
    /// - Throws: `PromptError` for what is no question.
    func settings(
        model: String, interface: GenerationSettings.Interface
    ) throws -> GenerationSettings {
        var settings = GenerationSettings(model: model, questions: try set())
        settings.interface = interface
        settings.answers = answers
        settings.temperature = temperature
        settings.maximumTokens = maxTokens
        settings.tokenLimitName = tokenLimitName
        settings.instruction = instruction
        return settings
    }

    private func set() throws -> TemplateSet {
        if let questionsFile { return try TemplateSet(contentsOf: URL(filePath: questionsFile)) }
        return try TemplateSet(questions.isEmpty ? GenerationSettings.articleQuestions : questions)
    }
}
