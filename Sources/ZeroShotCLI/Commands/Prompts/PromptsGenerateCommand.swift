import ArgumentParser
import Foundation
import ZeroShot
import ZeroShotHub

/// Asks a language model what classes look like.
struct PromptsGenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Asks a language model what classes look like, and writes a prompts file.",
        discussion: """
            Any OpenAI-compatible server will do: Ollama (http://localhost:11434/v1), llama.cpp's \
            llama-server (http://localhost:8080/v1), or a service. Each answer is kept beside the \
            output as it came (OUTPUT.answers.jsonl); the same command asks only for what is missing.

            Exit status: 0 done, 1 the server failed, 2 wrong usage, 3 refused, 4 answers or \
            sentences of some classes are missing, 130 interrupted.
            """
    )

    @OptionGroup var classes: LabelListOptions
    @OptionGroup var model: LanguageModelOptions
    @OptionGroup var questions: QuestionOptions
    @OptionGroup var people: PeopleOptions

    @Option(help: "The prompts file to write; the answers as they came stand beside it.")
    var output: String

    @Flag(help: "Show what would be asked, and ask nothing.")
    var dryRun = false

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    func run() async throws {
        let generation = try PromptGeneration(
            labels: try classes.read().labels,
            settings: try questions.settings(model: model.name, interface: model.interface),
            endpoint: try model.endpoint(), limits: model.limits, output: output,
            consentPolicy: try people.declaration().consentPolicy
        )
        if dryRun {
            try OutputFile.print(GenerationText.text(of: try generation.plan(), generation))
            return
        }
        let line = GenerationProgressLine(progress)
        defer { line.clear() }
        let summary: GenerationSummary
        do {
            summary = try await generation.run { line.show($0) }
        } catch is CancellationError {
            line.clear()
            StandardError.write(
                "notice: ended early; the answers so far are in \(generation.answersFile), and the "
                    + "same command asks for the rest."
            )
            throw CancellationError()
        }
        line.clear()
        for sentence in GenerationText.gaps(in: summary) {
            StandardError.write("error: \(sentence)")
        }
        try OutputFile.print(GenerationText.text(of: summary, output: output))
        if !summary.useless.isEmpty || !summary.incomplete.isEmpty {
            throw ExitStatus.someInputsFailed
        }
    }
}
