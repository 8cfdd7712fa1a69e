import Foundation
import Synchronization
import TestServer
import Testing

/// The built command and a server that behaves like Ollama's and llama.cpp's.
struct PromptsGenerateTests {
    private static let key = "sk-owl-tellNobody"
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private var output: String {
        workspace.folder.appending(path: "prompts.json").path(percentEncoded: false)
    }

    private var answersFile: String { output + ".answers.jsonl" }

    /// Two classes, two questions, two answers each, one request after the other.
    private func generate(
        port: Int, _ more: String..., environment: [String: String] = [:]
    ) -> Command {
        var command = Command(
            [
                "prompts", "generate", "--labels", "tabby cat,teapot", "--model",
                FakeLanguageModel.name,
            ]
                + ["--endpoint", "http://127.0.0.1:\(port)/v1", "--output", output]
                + ["--question", "Describe {a class}:", "--question", "What is {a class}?"]
                + ["--answers", "2", "--concurrency", "1"] + more
        )
        command.environment = ["OPENAI_API_KEY": ""].merging(environment) { $1 }
        return command
    }

    private func prompts() throws -> [String: [String]] {
        let data = try Data(contentsOf: URL(filePath: output))
        return try JSONDecoder().decode([String: [String]].self, from: data)
    }

    /// Answers all requests but one, which is not answered while the run lasts.
    private static func silentAt(_ number: Int) -> (FakeLanguageModel.Fault, () -> Void) {
        final class Switch: Sendable {
            let left: Mutex<Int?>
            init(_ number: Int) { left = Mutex(number) }
        }
        let state = Switch(number)
        let fault: FakeLanguageModel.Fault = { _ in
            state.left.withLock { left in
                guard let count = left else { return nil }
                left = count - 1
                return count <= 1 ? .silence : nil
            }
        }
        return (fault, { state.left.withLock { $0 = nil } })
    }

    @Test func `a file is generated that classify reads`() async throws {
        try await LocalServer.run(answer: FakeLanguageModel().answers()) { server, port in
            let result = try generate(port: port).run()
            #expect(result.status == 0, "\(result.standardError)")
            #expect(result.standardError == "")
            #expect(result.standardOutput == "\(output): 8 sentences for 2 classes\n")
            #expect(server.requests.count == 8)
            #expect(try prompts()["tabby cat"]?.first == "A tabby cat has 1 spots on 21 legs.")

            let again = try generate(port: port).run()
            #expect(again.status == 0 && server.requests.count == 8)
            #expect(
                again.standardOutput
                    == "\(output): 8 sentences for 2 classes; nothing was left to ask\n"
            )
        }
        let photo = Workspace.photos.appending(path: "cat.jpg").path()
        let report = try Command.classify([photo], labels: ["--prompts", output]).run().report()
        #expect(report.prompts.count == 8 && report.labels == ["tabby cat", "teapot"])
        #expect(report.images.first?.predictions.first?.label == "tabby cat")
    }

    @Test(.timeLimit(.minutes(5)), arguments: [1, 2, 4, 5, 8])
    func `a run that is killed loses no answer that came`(number: Int) async throws {
        let (fault, end) = Self.silentAt(number)
        try await LocalServer.run(answer: FakeLanguageModel().answers(fault: fault)) {
            server, port in
            let running = try generate(port: port).start()
            for await _ in server.arrivals.prefix(number) {}
            kill(running.process.processIdentifier, SIGKILL)
            running.process.waitUntilExit()
            #expect(running.process.terminationReason == .uncaughtSignal)
            // Four answers are a class.
            let exists = FileManager.default.fileExists(atPath: output)
            #expect(exists == (number > 4))
            let before = exists ? try prompts() : [:]
            #expect(before.values.allSatisfy { $0.count == 4 })
            #expect(before.count == (number - 1) / 4)

            end()
            let result = try generate(port: port).run()
            #expect(result.status == 0, "\(result.standardError)")
            #expect(result.standardError == "")
            // The request that was lost, and nothing else twice.
            #expect(server.requests.count == 9)
            let after = try prompts()
            #expect(after.keys.sorted() == ["tabby cat", "teapot"])
            #expect(after.values.allSatisfy { $0.count == 4 })
            for (label, sentences) in before { #expect(after[label] == sentences) }
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func `a signal ends the run with what is there`(signal: Int32, status: Int32) async throws {
        let (fault, _) = Self.silentAt(6)
        try await LocalServer.run(answer: FakeLanguageModel().answers(fault: fault)) {
            server, port in
            let running = try generate(port: port).start()
            for await _ in server.arrivals.prefix(6) {}
            kill(running.process.processIdentifier, signal)
            let told = try running.error.readToEnd() ?? Data()
            running.process.waitUntilExit()
            #expect(running.process.terminationReason == .exit)
            #expect(running.process.terminationStatus == status)
            #expect(
                String(decoding: told, as: UTF8.self)
                    == "notice: ended early; the answers so far are in \(answersFile), and the same "
                    + "command asks for the rest.\n"
            )
            #expect(try prompts().keys.sorted() == ["tabby cat"])
            let lines = try String(contentsOfFile: answersFile, encoding: .utf8)
            #expect(lines.hasSuffix("\n"))
            #expect(lines.split(separator: "\n").count { $0.hasPrefix(#"{"class""#) } == 5)
        }
    }

    @Test func `a dry run shows what would be asked, and asks nothing`() async throws {
        try await LocalServer.run(answer: FakeLanguageModel().answers()) { server, port in
            let environment = ["OPENAI_API_KEY": Self.key]
            func body(_ question: String) -> String {
                """
                2 x {"model": "owl-7b", "messages": [{"role": "user", "content": "\(question)"}], \
                "temperature": 0.99, "max_tokens": 300, "stream": false}

                """
            }
            let head =
                "POST http://127.0.0.1:\(port)/v1/chat/completions\nwith the key in "
                + "OPENAI_API_KEY\n"
            let dry = try generate(port: port, "--dry-run", environment: environment).run()
            #expect(dry.status == 0, "\(dry.standardError)")
            #expect(
                dry.standardOutput == head + "8 requests: 2 classes, 2 questions, 2 answers each\n"
                    + body("Describe a tabby cat:") + body("What is a tabby cat?")
                    + body("Describe a teapot:") + body("What is a teapot?")
            )
            #expect(server.requests.isEmpty)
            let names = try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)
            #expect(names.isEmpty)

            _ = try generate(port: port, environment: environment).run()
            #expect(server.requests.count == 8)
            let after = try generate(port: port, "--dry-run", environment: environment).run()
            #expect(
                after.standardOutput == head
                    + "0 requests: 2 classes, 2 questions, 2 answers each; "
                    + "8 answers are in \(answersFile)\n"
            )
            #expect(server.requests.count == 8)
            #expect(
                server.requests.allSatisfy { $0.header("authorization") == ["Bearer \(Self.key)"] }
            )
        }
    }

    @Test func `a dry run shows the article's questions and a completion's request`() throws {
        var command = Command(
            "prompts", "generate", "--labels", "owl", "--model", "davinci", "--api", "completions",
            "--output", output, "--answers", "1", "--dry-run"
        )
        command.environment = ["OPENAI_API_KEY": ""]
        let result = try command.run()
        let rest =
            #""stop": ["\nDescribe", "\nWhat"], "temperature": 0.99, "max_tokens": 300, "#
            + #""stream": false}"# + "\n"
        #expect(
            result.standardOutput == """
                POST http://localhost:11434/v1/completions
                without a key
                3 requests: 1 class, 3 questions, 1 answer each
                1 x {"model": "davinci", "prompt": "Describe what an owl looks like:", \(rest)\
                1 x {"model": "davinci", "prompt": "Describe an owl:", \(rest)\
                1 x {"model": "davinci", "prompt": "What are the identifying characteristics of an \
                owl?", \(rest)
                """
        )
    }

    @Test(arguments: [401, 403, 404, 500])
    func `the key is never shown`(status: Int) async throws {
        let fault: FakeLanguageModel.Fault = { question in
            let key = question.request.header("authorization").joined()
            return question.earlier == 1
                ? FakeLanguageModel.failure(status, "bad key \(key) for the model")
                : FakeLanguageModel.chat("It is \(key) and red.")
        }
        try await LocalServer.run(answer: FakeLanguageModel().answers(fault: fault)) { _, port in
            let result = try generate(
                port: port, "--key-variable", "OWL_KEY", "--attempts", "1", "--progress", "always",
                environment: ["OWL_KEY": Self.key]
            ).run()
            #expect(result.status == 1 || result.status == 4, "\(result.standardError)")
            #expect(!(result.standardOutput + result.standardError).contains("tellNobody"))
            let kept = try String(contentsOfFile: answersFile, encoding: .utf8)
            #expect(kept.contains("Bearer ***") && !kept.contains("tellNobody"))
        }
    }

    @Test func `a server that is not there is told with what to do`() async throws {
        let port = try await LocalServer.unusedPort()
        let result = try generate(port: port).run()
        #expect(result.status == 1 && result.standardOutput == "")
        #expect(
            result.standardError
                == "error: nothing answers at http://127.0.0.1:\(port)/v1 (the server "
                + "refused the connection). Start Ollama with `ollama serve`, or llama.cpp's "
                + "`llama-server` (at http://localhost:8080/v1), or name another server with "
                + "--endpoint.\n"
        )
    }

    @Test func `a model that is not there is told in the server's words`() async throws {
        try await LocalServer.run(answer: FakeLanguageModel().answers()) { _, port in
            let result = try generate(port: port, "--model", "fox\u{1B}[2J").run()
            #expect(result.status == 1)
            #expect(
                result.standardError.hasPrefix(
                    "error: http://127.0.0.1:\(port)/v1 has no model 'fox\\u{1b}[2J'; it says: model "
                        + "'fox\\u{1b}[2J' not found. "
                )
            )
        }
    }

    @Test func `classes without a sentence are named, and the status says so`() async throws {
        let fault: FakeLanguageModel.Fault = { question in
            question.text.contains("teapot")
                ? FakeLanguageModel.chat("I cannot describe a teapot.") : nil
        }
        try await LocalServer.run(answer: FakeLanguageModel().answers(fault: fault)) { _, port in
            let result = try generate(port: port).run()
            #expect(result.status == 4)
            #expect(
                result.standardOutput
                    == "\(output): 4 sentences for 1 class\nleft out: 4 refusals\n"
            )
            #expect(
                result.standardError.hasPrefix(
                    "error: no answer about 'teapot' holds a sentence of use. "
                )
            )
        }
    }

    @Test func `progress counts answers`() async throws {
        try await LocalServer.run(answer: FakeLanguageModel().answers()) { _, port in
            let result = try generate(port: port, "--progress", "always").run()
            #expect(result.standardError.contains("0 of 8 answers"))
        }
    }

    @Test func `labels that a ranking must not have are refused before anything is asked`()
        async throws
    {
        try await LocalServer.run(answer: FakeLanguageModel().answers()) { server, port in
            let result = try generate(port: port, "--labels", "man,woman").run()
            #expect(result.status == 3)
            #expect(result.standardError.hasPrefix("refused (restricted-protected): "))
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: [
        (["--endpoint", "owl"], "'owl' cannot be asked"),
        (["--key-variable", "NO_SUCH_KEY"], "NO_SUCH_KEY"),
        (["--labels", "owl,fox,owl"], "'owl' stands there more than once"),
        (["--question", "Describe it."], "no place for the class"),
        (["--questions-file", "q.txt"], "Give either --question or --questions-file."),
        (["--labels-file", "l.txt"], "Give only one of --labels and --labels-file."),
        (["--answers", "0"], "--answers is 0"), (["--temperature", "3"], "--temperature is 3.0"),
        (["--max-tokens", "0"], "--max-tokens is 0"), (["--model", " "], "--model is empty"),
        (["--concurrency", "0"], "--concurrency is 0"), (["--attempts", "0"], "--attempts is 0"),
        (["--requests-per-minute", "0"], "--requests-per-minute is 0.0"),
        (["--timeout", "0"], "--timeout is 0"), (["--api", "edits"], "--api"),
        (["--contains-people", "--consent-policy", " "], "consent policy is empty"),
    ])
    func `wrong usage is told before anything is asked`(more: [String], sentence: String) throws {
        var command = generate(port: 1)
        command.arguments += more
        let result = try command.run()
        #expect(result.status == 2, "\(result.standardError)")
        #expect(result.standardOutput == "")
        #expect(result.standardError.contains(sentence), "\(result.standardError)")
        #expect(!FileManager.default.fileExists(atPath: answersFile))
    }

    @Test(arguments: ["--model", "--output", "--labels"])
    func `nothing is chosen silently`(option: String) throws {
        var command = generate(port: 1)
        let place = try #require(command.arguments.firstIndex(of: option))
        command.arguments.removeSubrange(place...place + 1)
        let result = try command.run()
        #expect(result.status == 2 && result.standardOutput == "")
        #expect(result.standardError.contains(option), "\(result.standardError)")
    }

    @Test func `questions and labels come from files, too`() async throws {
        let questions = try workspace.write("Describe {a class}.\n\nSay more of {}.\n", to: "q.txt")
        let labels = try workspace.write("owl\nfox\nbear\n", to: "l.txt")
        var command = Command(
            "prompts", "generate", "--labels-file", labels, "--questions-file", questions,
            "--model", "owl-7b", "--output", output, "--answers", "1", "--dry-run"
        )
        command.environment = ["OPENAI_API_KEY": ""]
        let result = try command.run()
        #expect(result.standardOutput.contains("6 requests: 3 classes, 2 questions, 1 answer each"))
        #expect(result.standardOutput.contains("Say more of bear."))
    }
}
