import Foundation
import Synchronization
import TestServer
import Testing

@testable import ZeroShotHub

/// Servers that fail, and what is made of it.
@Suite(.fewAtOnce)
struct ModelServerTests {
    /// Fails the first so many requests of each question.
    private static func failing(
        _ count: Int, with answer: Answer
    ) -> FakeLanguageModel.Fault {
        let failures = Mutex<[String: Int]>([:])
        return { question in
            failures.withLock { failures in
                guard failures[question.text, default: 0] < count else { return nil }
                failures[question.text, default: 0] += 1
                return answer
            }
        }
    }

    private static let passing: [(Answer, String)] = [
        (FakeLanguageModel.failure(429, "slow down"), "too many requests"),
        (FakeLanguageModel.failure(500, "oops"), "status 500"),
        (.message(status: 502, "<html>"), "status 502"),
        (FakeLanguageModel.failure(503, "server busy, please try again."), "status 503"),
        (.message(status: 504), "status 504"),
        (.message(#"{"choices": [{"mess"#), "an answer that cannot be used"),
        (.message(#"{"choices": []}"#), "an answer that cannot be used"),
        (
            .raw("HTTP/1.1 200 OK\nContent-Length: 100\n\n{\"cho", then: .close),
            "the connection ended after 5 of 100 bytes"
        ),
        (.raw("", then: .close), "the server closed the connection without an answer"),
    ]

    @Test(arguments: passing)
    func `what passes is tried again, with longer pauses`(answer: Answer, reason: String)
        async throws
    {
        try await GenerationWorkspace.run(fault: Self.failing(2, with: answer)) { workspace in
            let generation = try workspace.generation(of: ["owl"]) { draft in
                draft.limits.concurrency = 1
                draft.settings.answers = 1
            }
            let summary = try await workspace.run(generation)
            #expect(summary.classes == 1 && summary.incomplete.isEmpty)
            #expect(workspace.server.requests.count == 6)
            let endpoint = "http://127.0.0.1:\(workspace.port)/v1"
            let notices = [1, 2, 1, 2].map { seconds in
                GenerationNotice.tryingAgain(
                    endpoint: endpoint, reason: reason, pause: .seconds(seconds)
                )
            }
            #expect(workspace.events.notices == notices)
            #expect(
                workspace.clock.pauses
                    == notices.map { notice in
                        if case .tryingAgain(_, _, let pause) = notice { pause } else { .zero }
                    })
        }
    }

    @Test func `a pause that the server asks for is kept`() async throws {
        let busy = FakeLanguageModel.failure(429, "slow down", headers: ["Retry-After: 7"])
        try await GenerationWorkspace.run(fault: Self.failing(1, with: busy)) { workspace in
            let generation = try workspace.generation(of: ["owl"]) { draft in
                draft.limits.concurrency = 1
                draft.settings.answers = 1
            }
            try await workspace.run(generation)
            #expect(workspace.clock.pauses == [.seconds(7), .seconds(7)])
        }
    }

    @Test func `nobody waits longer than five minutes`() async throws {
        let busy = FakeLanguageModel.failure(
            429, "slow down", headers: ["Retry-After: Thu, 01 Jan 2026 13:00:00 GMT"]
        )
        try await GenerationWorkspace.run(fault: { _ in busy }) { workspace in
            let error = GenerationError.tooManyRequests(
                endpoint: "http://127.0.0.1:\(workspace.port)/v1", seconds: 3600
            )
            await #expect(throws: error) { try await workspace.run(workspace.generation()) }
            #expect(workspace.clock.pauses.isEmpty)
        }
    }

    @Test func `attempts have an end, and so has a server that only fails`() async throws {
        let oops = FakeLanguageModel.failure(500, "out of memory")
        try await GenerationWorkspace.run(fault: { _ in oops }) { workspace in
            let error = GenerationError.serverProblem(
                address: "http://127.0.0.1:\(workspace.port)/v1/chat/completions", status: 500,
                message: "out of memory"
            )
            let generation = try workspace.generation { draft in
                draft.limits.concurrency = 1
                draft.limits.attempts = 4
            }
            await #expect(throws: error) { try await workspace.run(generation) }
            // Three requests that were given up in a row.
            #expect(workspace.server.requests.count == 12)
            #expect(workspace.clock.pauses.prefix(3) == [.seconds(1), .seconds(2), .seconds(4)])
        }
    }

    @Test func `one question that always fails does not hold up the others`() async throws {
        let fault: FakeLanguageModel.Fault = { question in
            question.text == "Describe a tree frog:"
                ? FakeLanguageModel.failure(500, "no frogs") : nil
        }
        try await GenerationWorkspace.run(fault: fault) { workspace in
            let generation = try workspace.generation { $0.limits.concurrency = 1 }
            let summary = try await workspace.run(generation)
            let error = GenerationError.serverProblem(
                address: "http://127.0.0.1:\(workspace.port)/v1/chat/completions", status: 500,
                message: "no frogs"
            )
            #expect(
                summary.incomplete == [.init(label: "tree frog", missing: 2, error: error)]
            )
            #expect(try workspace.prompts().keys.sorted() == ["owl"])
            #expect(try workspace.answerLines().count == 6)
        }
    }

    private static let final: [(Answer, @Sendable (String) -> GenerationError)] = [
        (
            FakeLanguageModel.failure(404, "model 'owl-7b' not found"),
            { url in
                .modelNotFound(model: "owl-7b", endpoint: url, message: "model 'owl-7b' not found")
            }
        ),
        (
            .message(status: 404, "404 page not found"),
            { url in
                .noSuchRoute(address: "\(url)/chat/completions", message: "404 page not found")
            }
        ),
        (
            FakeLanguageModel.failure(401, "no key"),
            { url in
                .notAuthorized(endpoint: url, status: 401, keyVariable: nil)
            }
        ),
        (
            FakeLanguageModel.failure(400, "temperature must be 1"),
            { url in
                .requestRefused(
                    address: "\(url)/chat/completions", status: 400,
                    message: "temperature must be 1"
                )
            }
        ),
        (
            FakeLanguageModel.failure(429, "pay first", code: "insufficient_quota"),
            { url in
                .requestRefused(
                    address: "\(url)/chat/completions", status: 429, message: "pay first"
                )
            }
        ),
        (
            .message("<!DOCTYPE html><html></html>"),
            { url in
                .unusableAnswer(
                    address: "\(url)/chat/completions",
                    .notJSON(begins: "<!DOCTYPE html><html></html>")
                )
            }
        ),
        (
            .message(#"{"models": []}"#),
            { url in
                .unusableAnswer(address: "\(url)/chat/completions", .missing("choices"))
            }
        ),
        (
            .head(length: 5 << 20),
            { url in
                .unusableAnswer(
                    address: "\(url)/chat/completions",
                    .tooLarge(limit: LanguageModelClient.largestAnswer)
                )
            }
        ),
        (
            .message("{}", headers: ["Content-Encoding: gzip"]),
            { url in
                .unusableAnswer(
                    address: "\(url)/chat/completions", .compressed(encoding: "gzip")
                )
            }
        ),
        (
            .raw("SSH-2.0-owl\n", then: .close),
            { url in
                .unusableAnswer(address: "\(url)/chat/completions", .notHTTP)
            }
        ),
        (
            .redirect("/v2/chat/completions"),
            { url in
                .redirected(
                    address: "\(url)/chat/completions",
                    to: "\(url.dropLast(3))/v2/chat/completions"
                )
            }
        ),
        (
            .redirect("ftp://owl"),
            { url in
                .redirected(address: "\(url)/chat/completions", to: "ftp://owl")
            }
        ),
        (
            .redirect(nil),
            { url in
                .requestRefused(address: "\(url)/chat/completions", status: 302, message: "")
            }
        ),
    ]

    @Test(arguments: final.indices)
    func `what does not pass ends the run at once`(index: Int) async throws {
        let (answer, error) = Self.final[index]
        try await GenerationWorkspace.run(fault: { _ in answer }) { workspace in
            let generation = try workspace.generation { $0.limits.concurrency = 1 }
            await #expect(throws: error("http://127.0.0.1:\(workspace.port)/v1")) {
                try await workspace.run(generation)
            }
            #expect(workspace.server.requests.count == 1)
            #expect(workspace.clock.pauses.isEmpty)
        }
    }

    @Test func `an answer that does not come in time is asked for again`() async throws {
        try await GenerationWorkspace.run(fault: Self.failing(1, with: .silence)) { workspace in
            let generation = try workspace.generation(of: ["owl"]) { draft in
                draft.limits.requestTimeout = .milliseconds(500)
                draft.limits.attempts = 100
                draft.settings.answers = 1
            }
            let summary = try await workspace.run(generation)
            #expect(summary.classes == 1)
            #expect(
                workspace.events.notices.contains { notice in
                    notice
                        == .tryingAgain(
                            endpoint: "http://127.0.0.1:\(workspace.port)/v1",
                            reason: "no whole answer came within 0.50 s", pause: .seconds(1)
                        )
                }
            )
        }
    }

    @Test func `a server that was never there is not asked twice`() async throws {
        let port = try await LocalServer.unusedPort()
        try await GenerationWorkspace.run { workspace in
            let endpoint = "http://127.0.0.1:\(port)/v1"
            let error = GenerationError.nothingAnswers(
                endpoint: endpoint, reason: "the server refused the connection", isThisMachine: true
            )
            await #expect(throws: error) {
                try await workspace.run(workspace.generation(endpoint: endpoint))
            }
            #expect(workspace.clock.pauses.isEmpty)
        }
    }

    // MARK: The key

    @Test func `the key goes to the endpoint and into no file`() async throws {
        let key = "sk-owl-secret"
        // A server that repeats it wherever it can.
        let fault: FakeLanguageModel.Fault = { question in
            question.earlier == 0 ? FakeLanguageModel.chat("It is \(key) and green.") : nil
        }
        try await GenerationWorkspace.run(fault: fault) { workspace in
            try await workspace.run(workspace.generation(key: key))
            #expect(
                workspace.server.requests.allSatisfy {
                    $0.header("authorization") == ["Bearer \(key)"]
                }
            )
            let kept = try workspace.text(of: workspace.answersFile)
            #expect(!kept.contains("secret") && kept.contains("It is *** and green."))
            #expect(try !workspace.text(of: workspace.output).contains("secret"))
        }
    }

    @Test(arguments: [400, 401, 403, 404, 500])
    func `no error shows the key`(status: Int) async throws {
        let key = "sk-owl-secret"
        let fault: FakeLanguageModel.Fault = { _ in
            FakeLanguageModel.failure(status, "Incorrect API key provided: \(key), of model owl")
        }
        try await GenerationWorkspace.run(fault: fault) { workspace in
            let error = try await #require(throws: GenerationError.self) {
                try await workspace.run(workspace.generation(key: key))
            }
            let told = "\(error) \(workspace.events.notices)"
            #expect(!told.contains("secret"), "\(told)")
            if status == 401 { #expect(told.contains("OWL_KEY")) }
        }
    }

    @Test(arguments: [302, 307])
    func `neither key nor question goes to another server`(status: Int) async throws {
        try await LocalServer.run(answer: { _ in FakeLanguageModel.chat("Green.") }) {
            other, port in
            let elsewhere = "http://127.0.0.1:\(port)/v1/chat/completions"
            let fault: FakeLanguageModel.Fault = { _ in .redirect(elsewhere, status: status) }
            try await GenerationWorkspace.run(fault: fault) { workspace in
                let error = GenerationError.redirected(
                    address: "http://127.0.0.1:\(workspace.port)/v1/chat/completions", to: elsewhere
                )
                await #expect(throws: error) {
                    try await workspace.run(workspace.generation(key: "sk-owl-secret"))
                }
                #expect(other.requests.isEmpty)
            }
        }
    }
}
