import Foundation
import Synchronization
import TestServer
import Testing
import ZeroShot

@testable import ZeroShotHub

/// From labels to a prompts file.
@Suite(.fewAtOnce)
struct GenerationTests {
    @Test func `every class gets every answer to every question`() async throws {
        try await GenerationWorkspace.run { workspace in
            let summary = try await workspace.run(workspace.generation())
            let frog = "A tree frog has"
            #expect(
                try Set(workspace.prompts()["tree frog"] ?? []) == [
                    "\(frog) 1 spots on 21 legs.", "\(frog) 2 spots on 21 legs.",
                    "\(frog) 1 spots on 20 legs.", "\(frog) 2 spots on 20 legs.",
                ]
            )
            #expect(try workspace.prompts()["owl"]?.count == 4)
            #expect(
                try PromptFile(contentsOf: URL(filePath: workspace.output)).classes.map(\.label)
                    == GenerationWorkspace.labels)
            #expect(summary.classes == 2 && summary.sentences == 8 && summary.asked == 8)
            #expect(summary.answers == 8 && summary.dropped.count == 0)
            #expect(workspace.server.requests.count == 8)
            #expect(
                workspace.events.progress.first
                    == .init(answers: 0, keptAnswers: 0, totalAnswers: 8))
            #expect(
                workspace.events.progress.last == .init(answers: 8, keptAnswers: 0, totalAnswers: 8)
            )
            #expect(workspace.events.notices.isEmpty)
            #expect(!workspace.exists(workspace.output + ".new"))
        }
    }

    @Test func `a chat is asked as servers expect it`() async throws {
        try await GenerationWorkspace.run { workspace in
            let generation = try workspace.generation(of: ["owl"]) { draft in
                draft.settings.answers = 1
                draft.settings.instruction = "Be brief."
                draft.settings.tokenLimitName = .maxCompletionTokens
            }
            try await workspace.run(generation)
            let request = try #require(
                workspace.server.requests.first { request in
                    String(decoding: request.body, as: UTF8.self).contains("Describe")
                })
            #expect(request.method == "POST" && request.path == "/v1/chat/completions")
            #expect(request.header("content-type") == ["application/json"])
            #expect(request.header("authorization").isEmpty)
            #expect(
                String(decoding: request.body, as: UTF8.self) == """
                    {"model": "owl-7b", "messages": [{"role": "system", "content": "Be brief."}, \
                    {"role": "user", "content": "Describe an owl:"}], "temperature": 0.99, \
                    "max_completion_tokens": 300, "stream": false}
                    """
            )
        }
    }

    @Test func `a completion is asked as servers expect it`() async throws {
        try await GenerationWorkspace.run { workspace in
            let generation = try workspace.generation(of: ["owl"]) { draft in
                draft.settings.answers = 1
                draft.settings.interface = .completions
                draft.settings.temperature = 0.5
                draft.settings.maximumTokens = 50
            }
            let summary = try await workspace.run(generation)
            #expect(summary.sentences == 2)
            let request = try #require(
                workspace.server.requests.first { request in
                    String(decoding: request.body, as: UTF8.self).contains("Describe an")
                })
            #expect(request.path == "/v1/completions")
            #expect(
                String(decoding: request.body, as: UTF8.self) == """
                    {"model": "owl-7b", "prompt": "Describe an owl:", "stop": \
                    ["\\nDescribe", "\\nWhat"], "temperature": 0.5, "max_tokens": 50, \
                    "stream": false}
                    """
            )
        }
    }

    @Test func `the article's questions are asked with the right article`() throws {
        let questions = try TemplateSet(GenerationSettings.articleQuestions)
        #expect(
            questions.templates.map { $0.prompt(for: "owl") } == [
                "Describe what an owl looks like:", "Describe an owl:",
                "What are the identifying characteristics of an owl?",
            ]
        )
        #expect(questions.templates[1].prompt(for: "tree frog") == "Describe a tree frog:")
        #expect(questions.templates[1].prompt(for: "the Moon") == "Describe the Moon:")
    }

    @Test func `as many requests run at once as were asked for`() async throws {
        // The server answers nothing until three requests are there; a fourth would be seen.
        let waiting = Mutex(0)
        let fault: FakeLanguageModel.Fault = { _ in
            waiting.withLock { $0 += 1 }
            return .silence
        }
        try await GenerationWorkspace.run(fault: fault) { workspace in
            let generation = try workspace.generation { $0.limits.concurrency = 3 }
            let run = Task { try await workspace.run(generation) }
            for await _ in workspace.server.arrivals.prefix(3) {}
            run.cancel()
            await #expect(throws: CancellationError.self) { try await run.value }
            #expect(waiting.withLock { $0 } == 3)
        }
    }

    // MARK: Resuming

    @Test(.timeLimit(.minutes(5)))
    func `a cancelled run keeps what it has, and the next one asks for the rest`() async throws {
        // The fifth request is not answered: one class is complete by then.
        let count = Mutex(0)
        let isCut = Mutex(true)
        let fault: FakeLanguageModel.Fault = { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number == 5 && isCut.withLock { $0 } ? .silence : nil
        }
        try await GenerationWorkspace.run(fault: fault) { workspace in
            let generation = try workspace.generation { $0.limits.concurrency = 1 }
            let run = Task { try await workspace.run(generation) }
            for await _ in workspace.server.arrivals.prefix(5) {}
            run.cancel()
            await #expect(throws: CancellationError.self) { try await run.value }
            let first = try workspace.prompts()
            #expect(first.keys.sorted() == ["tree frog"])
            #expect(first["tree frog"]?.count == 4)
            #expect(try workspace.answerLines().count == 4)

            isCut.withLock { $0 = false }
            let summary = try await workspace.run(workspace.generation())
            #expect(summary.asked == 4 && summary.answers == 8)
            #expect(workspace.server.requests.count == 9)
            let both = try workspace.prompts()
            #expect(both["tree frog"] == first["tree frog"])
            #expect(both["owl"]?.count == 4)
        }
    }

    @Test func `a second run asks nothing`() async throws {
        try await GenerationWorkspace.run { workspace in
            try await workspace.run(workspace.generation())
            let before = try workspace.text(of: workspace.output)
            let summary = try await workspace.run(workspace.generation())
            #expect(summary.asked == 0 && summary.sentences == 8)
            #expect(workspace.server.requests.count == 8)
            #expect(try workspace.text(of: workspace.output) == before)
            #expect(
                workspace.events.progress.last == .init(answers: 8, keptAnswers: 8, totalAnswers: 8)
            )
        }
    }

    @Test func `another label or one more answer is asked for alone`() async throws {
        try await GenerationWorkspace.run { workspace in
            try await workspace.run(workspace.generation())
            let more = try await workspace.run(workspace.generation(of: ["owl", "fox"]))
            #expect(more.asked == 4)
            #expect(try workspace.prompts().keys.sorted() == ["fox", "owl"])
            let third = try await workspace.run(
                workspace.generation(of: ["owl", "fox"]) { $0.settings.answers = 3 }
            )
            #expect(third.asked == 4)
            #expect(try workspace.prompts()["owl"]?.count == 6)
            // What was left out is in the file of answers still.
            let all = try await workspace.run(workspace.generation())
            #expect(all.asked == 0)
            #expect(try workspace.prompts().keys.sorted() == ["owl", "tree frog"])
        }
    }

    @Test(arguments: 0..<40)
    func `a run that is killed at any byte of its files is taken up`(step: Int) async throws {
        try await GenerationWorkspace.run { workspace in
            try await workspace.run(workspace.generation { $0.limits.concurrency = 1 })
            let whole = try workspace.prompts()
            let bytes = Array(try workspace.text(of: workspace.answersFile).utf8)
            // From nothing to the whole file, in steps that fall on all kinds of places.
            let length = bytes.count * step / 39
            try Data(bytes[..<length]).write(to: URL(filePath: workspace.answersFile))
            let lines = bytes[..<length].split(separator: UInt8(ascii: "\n"))
            let isCut = length > 0 && bytes[length - 1] != UInt8(ascii: "\n")
            let kept = (isCut ? lines.dropLast() : lines[...]).filter {
                String(decoding: $0, as: UTF8.self).hasPrefix(#"{"class""#)
            }
            let writes = (isCut ? lines.dropLast() : lines[...]).count {
                String(decoding: $0, as: UTF8.self).hasPrefix(#"{"output""#)
            }
            // What had been written by then: the second time the whole file, the first time one
            // class, before that none.
            try FileManager.default.removeItem(atPath: workspace.output)
            if writes > 0 {
                let topics = try RestrictedTopics()
                let classes = try GenerationWorkspace.labels.prefix(writes).map { label in
                    // What is clean stays as it is.
                    let sentences = try #require(whole[label])
                    let answers = sentences.map { ModelAnswer(text: $0, end: .complete) }
                    return try GeneratedClass(label: label, answers: answers, judgedBy: topics)
                }
                try Data(PromptsOutput.bytes(of: classes)).write(
                    to: URL(filePath: workspace.output))
            }
            let summary = try await workspace.run(workspace.generation())
            #expect(summary.asked == 8 - kept.count)
            #expect(summary.classes == 2)
            let found = try workspace.prompts()
            #expect(found.keys.sorted() == whole.keys.sorted())
            #expect(found.values.allSatisfy { $0.count == 4 })
            #expect(
                workspace.events.notices
                    == (isCut
                        ? [.cutAnswerDropped(file: workspace.answersFile)] : [])
            )
            #expect(try await workspace.run(workspace.generation()).asked == 0)
        }
    }

    @Test func `a link in the file's place stays one`() async throws {
        try await GenerationWorkspace.run { workspace in
            let target = workspace.folder.appending(path: "real.json")
            try FileManager.default.createSymbolicLink(
                atPath: workspace.output, withDestinationPath: "real.json"
            )
            try await workspace.run(workspace.generation())
            let link = try FileManager.default.destinationOfSymbolicLink(atPath: workspace.output)
            #expect(link == "real.json")
            #expect(try PromptFile(contentsOf: target).classes.count == 2)
            #expect(workspace.exists(AnswerJournal.path(beside: target.path)))
        }
    }

    @Test func `answers to other requests are not mixed`() async throws {
        try await GenerationWorkspace.run { workspace in
            try await workspace.run(workspace.generation())
            let changes: [(String, String, String, (inout GenerationSettings) throws -> Void)] = [
                ("model", #""owl-7b""#, #""fox-7b""#, { $0.model = "fox-7b" }),
                ("api", #""chat""#, #""completions""#, { $0.interface = .completions }),
                (
                    "questions", #"["Describe {a class}:", "What is {a class}?"]"#, #"["{}?"]"#,
                    { $0.questions = try TemplateSet(["{}?"]) }
                ),
                ("temperature", "0.99", "1.0", { $0.temperature = 1 }),
                ("max-tokens", "300", "50", { $0.maximumTokens = 50 }),
                ("instruction", "null", #""Be brief.""#, { $0.instruction = "Be brief." }),
            ]
            for (setting, found, asked, change) in changes {
                let error = GenerationError.answersOfAnotherRun(
                    file: workspace.answersFile, setting: setting, found: found, asked: asked
                )
                let generation = try workspace.generation { draft in
                    try change(&draft.settings)
                }
                await #expect(throws: error) { try await workspace.run(generation) }
                #expect(throws: error) { try generation.plan() }
            }
            #expect(workspace.server.requests.count == 8)
        }
    }

    @Test func `a file that somebody else has made or changed is not written over`() async throws {
        try await GenerationWorkspace.run { workspace in
            let foreign = GenerationError.foreignOutput(
                file: PromptsOutput(path: workspace.output).path,
                answers: workspace.answersFile
            )
            let text = #"{"owl": ["An owl flies."]}"#
            try Data(text.utf8).write(to: URL(filePath: workspace.output))
            await #expect(throws: foreign) { try await workspace.run(workspace.generation()) }
            #expect(try workspace.text(of: workspace.output) == text)
            #expect(workspace.server.requests.isEmpty)

            try FileManager.default.removeItem(atPath: workspace.output)
            try await workspace.run(workspace.generation())
            let edited = try workspace.text(of: workspace.output).replacing("spots", with: "dots")
            try Data(edited.utf8).write(to: URL(filePath: workspace.output))
            await #expect(throws: foreign) { try await workspace.run(workspace.generation()) }
            #expect(throws: foreign) { try workspace.generation().plan() }
            #expect(try workspace.text(of: workspace.output) == edited)
        }
    }

    @Test func `two runs do not write the same file`() async throws {
        try await GenerationWorkspace.run { workspace in
            let generation = try workspace.generation()
            let other = try AnswerJournal(
                path: workspace.answersFile, settings: generation.settings)
            let error = GenerationError.answersInUse(file: workspace.answersFile)
            await #expect(throws: error) { try await workspace.run(generation) }
            try other.append(.output(hash: "00"))
            // Who only looks does not disturb.
            #expect(try generation.plan().count == 8)
        }
    }

    @Test func `damaged lines are named`() async throws {
        try await GenerationWorkspace.run { workspace in
            try await workspace.run(workspace.generation())
            let lines = try workspace.text(of: workspace.answersFile).split(separator: "\n")
            for damage in ["{", "{}", "\0\0\0", #"{"class": "owl"}"#, String(lines[0])] {
                let damaged = ([lines[0], Substring(damage)] + lines[1...]).joined(separator: "\n")
                try Data((damaged + "\n").utf8).write(to: URL(filePath: workspace.answersFile))
                let error = GenerationError.damagedAnswers(file: workspace.answersFile, line: 2)
                await #expect(throws: error) { try await workspace.run(workspace.generation()) }
            }
        }
    }

    @Test func `a folder that is not there is told before anything is asked`() async throws {
        try await GenerationWorkspace.run { workspace in
            try FileManager.default.removeItem(at: workspace.folder)
            let error = GenerationError.unwritable(
                path: workspace.answersFile, reason: "No such file or directory"
            )
            await #expect(throws: error) { try await workspace.run(workspace.generation()) }
            #expect(workspace.server.requests.isEmpty)
        }
    }

    // MARK: Answers of no use

    @Test func `a class without a sentence is not in the file, and is asked again`() async throws {
        let isShy = Mutex(true)
        let fault: FakeLanguageModel.Fault = { question in
            guard isShy.withLock({ $0 }), question.text.contains("owl") else { return nil }
            return FakeLanguageModel.chat("I'm sorry, I cannot describe owls.")
        }
        try await GenerationWorkspace.run(fault: fault) { workspace in
            let first = try await workspace.run(workspace.generation())
            #expect(first.useless == ["owl"] && first.classes == 1)
            #expect(first.dropped == DroppedSentences(refusals: 4))
            #expect(try workspace.prompts().keys.sorted() == ["tree frog"])
            isShy.withLock { $0 = false }
            let second = try await workspace.run(workspace.generation())
            #expect(second.asked == 4 && second.useless.isEmpty)
            #expect(try workspace.prompts()["owl"]?.count == 4)
            let third = try await workspace.run(workspace.generation())
            #expect(third.asked == 0 && third.dropped.count == 0)
        }
    }

    @Test func `without any sentence there is no file`() async throws {
        let fault: FakeLanguageModel.Fault = { _ in FakeLanguageModel.chat(nil, finish: "length") }
        try await GenerationWorkspace.run(fault: fault) { workspace in
            let summary = try await workspace.run(workspace.generation())
            #expect(summary.useless == GenerationWorkspace.labels)
            #expect(summary.dropped == DroppedSentences(cut: 8))
            #expect(!workspace.exists(workspace.output))
            #expect(try workspace.answerLines().count == 8)
        }
    }

    // MARK: The policy

    @Test(arguments: [
        (["man", "woman"], Refusal.Code.restrictedProtected),
        (["melanoma", "benign mole"], .restrictedMedical),
        (["firefighter", "nurse"], .peopleWithoutPolicy),
    ])
    func `labels that a ranking must not have are refused before anything is asked`(
        labels: [String], code: Refusal.Code
    ) async throws {
        try await GenerationWorkspace.run { workspace in
            let refusal = try #require(throws: Refusal.self) {
                try workspace.generation(of: labels)
            }
            #expect(refusal.code == code)
            #expect(workspace.server.requests.isEmpty && !workspace.exists(workspace.answersFile))
        }
    }

    @Test func `questions and instructions are judged, too`() async throws {
        try await GenerationWorkspace.run { workspace in
            #expect(throws: Refusal.self) {
                try workspace.generation(of: ["face", "hand"]) { draft in
                    draft.settings.instruction = "Describe an elderly Asian woman."
                }
            }
            #expect(throws: Refusal.self) {
                let questions = try TemplateSet(["Describe the {class} of a patient with measles:"])
                _ = try workspace.generation(of: ["face", "hand"]) {
                    $0.settings.questions = questions
                }
            }
        }
    }

    @Test func `labels about people need a consent policy; one label alone is enough`() async throws
    {
        try await GenerationWorkspace.run { workspace in
            let generation = try workspace.generation(
                of: ["firefighter"], consentPolicy: "Volunteers, form 3."
            )
            #expect(try await workspace.run(generation).classes == 1)
        }
    }

    @Test func `nothing stands there twice`() async throws {
        try await GenerationWorkspace.run { workspace in
            #expect(throws: GenerationError.repeated(.labels, ["owl"])) {
                try workspace.generation(of: ["owl", "fox", "owl"])
            }
            let questions = try TemplateSet(["{}?", "{}?"])
            #expect(throws: GenerationError.repeated(.questions, ["{}?"])) {
                try workspace.generation { $0.settings.questions = questions }
            }
        }
    }

    @Test func `a plan tells every request and asks nothing`() async throws {
        try await GenerationWorkspace.run { workspace in
            let generation = try workspace.generation(of: ["owl", "fox"])
            let plan = try generation.plan()
            #expect(plan.url == "http://127.0.0.1:\(workspace.port)/v1/chat/completions")
            #expect(plan.count == 8 && plan.keptAnswers == 0 && plan.keyVariable == nil)
            #expect(plan.requests.map(\.count) == [2, 2, 2, 2])
            #expect(!workspace.exists(workspace.answersFile))
            #expect(workspace.server.requests.isEmpty)
            try await workspace.run(generation)
            let sent = Set(
                workspace.server.requests.map { String(decoding: $0.body, as: UTF8.self) })
            #expect(sent == Set(plan.requests.map(\.body)))
            let after = try generation.plan()
            #expect(after.count == 0 && after.keptAnswers == 8)
        }
    }
}
