import Foundation
import Synchronization
import TestServer
import ZeroShot

@testable import ZeroShotHub

/// A language model's server, a folder for the output, and a clock that nobody waits for.
struct GenerationWorkspace: Sendable {
    static let labels = ["tree frog", "owl"]

    let folder: URL
    let server: LocalServer
    let port: Int
    let clock = FakeClock()
    let events = GenerationEvents()

    /// Runs `body` while the server answers; the folder goes at the end.
    static func run<Result>(
        fault: @escaping FakeLanguageModel.Fault = { _ in nil },
        _ body: (GenerationWorkspace) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let answer = FakeLanguageModel().answers(fault: fault)
            return try await LocalServer.run(answer: answer) { server, port in
                try await body(GenerationWorkspace(folder: folder, server: server, port: port))
            }
        }
    }

    var output: String { folder.appending(path: "prompts.json").path(percentEncoded: false) }
    var answersFile: String { AnswerJournal.path(beside: output) }

    /// What a test changes of a generation.
    struct Draft {
        var settings: GenerationSettings
        var limits = GenerationLimits()
    }

    /// A generation with two questions and two answers each.
    func generation(
        of labels: [String] = GenerationWorkspace.labels, key: String? = nil,
        consentPolicy: String? = nil, endpoint: String? = nil,
        adjusting adjust: (inout Draft) throws -> Void = { _ in }
    ) throws -> PromptGeneration {
        let questions = try TemplateSet(["Describe {a class}:", "What is {a class}?"])
        var draft = Draft(
            settings: GenerationSettings(model: FakeLanguageModel.name, questions: questions)
        )
        draft.settings.answers = 2
        draft.limits.clock = clock.generationClock
        try adjust(&draft)
        return try PromptGeneration(
            labels: labels, settings: draft.settings,
            endpoint: LanguageModelEndpoint(
                endpoint ?? "http://127.0.0.1:\(port)/v1",
                keyVariable: key.map { _ in "OWL_KEY" },
                environment: key.map { ["OWL_KEY": $0] } ?? [:]
            ),
            limits: draft.limits, output: output, consentPolicy: consentPolicy
        )
    }

    /// Runs a generation and keeps the events.
    @discardableResult
    func run(_ generation: PromptGeneration) async throws -> GenerationSummary {
        try await generation.run { [events] in events.add($0) }
    }

    /// The classes of the output, by label, as `classify` reads them.
    func prompts() throws -> [String: [String]] {
        let file = try PromptFile(contentsOf: URL(filePath: output))
        return Dictionary(uniqueKeysWithValues: file.classes.map { ($0.label, $0.sentences) })
    }

    func text(of path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// The lines of the answers' file that hold one.
    func answerLines() throws -> [Substring] {
        try text(of: answersFile).split(separator: "\n").filter { $0.hasPrefix(#"{"class""#) }
    }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

/// What a generation has told.
final class GenerationEvents: Sendable {
    private let events = Mutex<[GenerationEvent]>([])

    func add(_ event: GenerationEvent) { events.withLock { $0.append(event) } }

    var progress: [GenerationProgress] {
        events.withLock { $0 }.compactMap {
            if case .progress(let progress) = $0 { progress } else { nil }
        }
    }

    var notices: [GenerationNotice] {
        events.withLock { $0 }.compactMap {
            if case .notice(let notice) = $0 { notice } else { nil }
        }
    }
}
