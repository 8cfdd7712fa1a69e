import Foundation
import TestServer
import Testing

@testable import ZeroShotHub

/// What the Hub may answer instead of a checkpoint.
@Suite(.fewAtOnce)
struct AnswerTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let answer: Answer
        /// By whether there is a token, for the question about a repository and that about a file.
        let error: @Sendable (HubRepository, _ hasToken: Bool, _ file: String?) -> HubError
        let testDescription: String

        init(
            _ description: String, _ answer: Answer,
            _ error: @escaping @Sendable (HubRepository, Bool, String?) -> HubError
        ) {
            self.answer = answer
            self.error = error
            testDescription = description
        }
    }

    static let refusals = [
        Refusal("401 RepoNotFound", .error(401, code: "RepoNotFound")) { repository, hasToken, _ in
            .repositoryNotFound(repository, hasToken: hasToken)
        },
        Refusal("401", .error(401)) { repository, hasToken, _ in
            .repositoryNotFound(repository, hasToken: hasToken)
        },
        Refusal("404 RepoNotFound", .error(404, code: "RepoNotFound")) { repository, hasToken, _ in
            .repositoryNotFound(repository, hasToken: hasToken)
        },
        Refusal("404", .error(404)) { repository, hasToken, file in
            file.map { .fileNotFound(repository, file: $0) }
                ?? .repositoryNotFound(repository, hasToken: hasToken)
        },
        Refusal("404 EntryNotFound", .error(404, code: "EntryNotFound")) {
            repository, token, file in
            file.map { .fileNotFound(repository, file: $0) }
                ?? .repositoryNotFound(repository, hasToken: token)
        },
        Refusal("404 RevisionNotFound", .error(404, code: "RevisionNotFound")) { repository, _, _ in
            .revisionNotFound(repository)
        },
        Refusal(
            "bad token", .error(401, message: "Invalid credentials in Authorization header")
        ) { repository, _, _ in .tokenRejected(repository) },
        Refusal("403", .error(403, message: "no")) { repository, hasToken, _ in
            .forbidden(repository, hasToken: hasToken)
        },
        Refusal(
            "disabled", .error(403, message: "Access to this resource is disabled.")
        ) { repository, _, _ in .disabled(repository) },
    ]

    @Test(arguments: refusals, [nil, "hf_owl"])
    func `a refusal says what is the matter`(refusal: Refusal, token: String?) async throws {
        let repository = try HubRepository("owls/clip")
        for file in [nil, "config.json"] {
            try await HubWorkspace.run(
                fault: { request, _ in
                    let isAsked = file.map { request.path.hasSuffix("/\($0)") }
                    return isAsked ?? request.path.hasPrefix("/api/") ? refusal.answer : nil
                }
            ) { workspace in
                await #expect(throws: refusal.error(repository, token != nil, file)) {
                    try await workspace.download(token: token)
                }
                #expect(workspace.events.pauses.isEmpty)
            }
        }
    }

    @Test(arguments: [401, 403])
    func `a gated repository says where its terms are`(status: Int) async throws {
        try await HubWorkspace.run(
            fault: { request, _ in
                request.method == "HEAD" ? .error(status, code: "GatedRepo", message: "...") : nil
            }
        ) { workspace in
            let error = HubError.gated(
                try HubRepository("owls/clip"),
                page: "http://127.0.0.1:\(workspace.port)/owls/clip", hasToken: status == 403
            )
            await #expect(throws: error) {
                try await workspace.download(token: status == 403 ? "hf_owl" : nil)
            }
        }
    }

    @Test func `a revision that is not there is an error even with another one in the cache`()
        async throws
    {
        try await HubWorkspace.run { workspace in
            try workspace.putInCache(FakeHub.huggingFace.files, branch: "nest")
            let repository = try HubRepository("owls/clip@nest")
            await #expect(throws: HubError.revisionNotFound(repository)) {
                try await workspace.download("owls/clip@nest")
            }
        }
    }

    // MARK: Answers that pass

    @Test func `after too many requests the pause is the one that the Hub wants`() async throws {
        try await HubWorkspace.run(
            fault: { request, earlier in
                earlier < 2 ? .message(status: 429, headers: ["Retry-After: \(7 + earlier)"]) : nil
            }
        ) { workspace in
            try await workspace.download("owls/clip", adjusting: { $0.limits.concurrentFiles = 1 })
            #expect(workspace.events.pauses.prefix(2) == [.seconds(7), .seconds(8)])
            #expect(workspace.names(in: "blobs").count == FakeHub.neededNames.count)
        }
    }

    @Test func `a pause that nobody would sit through is an error`() async throws {
        try await HubWorkspace.run(
            fault: { _, _ in .message(status: 429, headers: ["Retry-After: 3600"]) }
        ) { workspace in
            let repository = try HubRepository("owls/clip")
            await #expect(throws: HubError.tooManyRequests(repository, seconds: 3600)) {
                try await workspace.download()
            }
            #expect(workspace.events.pauses.isEmpty)
        }
    }

    @Test(arguments: ["soon", "-5", "Wed, 21 Oct 2037 07:28:00 GMT"])
    func `a pause that is no number of seconds is our own`(value: String) async throws {
        try await HubWorkspace.run(
            fault: { _, earlier in
                earlier == 0 ? .message(status: 429, headers: ["Retry-After: \(value)"]) : nil
            }
        ) { workspace in
            try await workspace.download()
            // Longer only where two requests in a row fail.
            #expect(Set(workspace.events.pauses) == [.seconds(1), .seconds(2)])
        }
    }

    @Test(arguments: [500, 502, 503, 504, 408])
    func `a server's problem that passes is no error`(status: Int) async throws {
        try await HubWorkspace.run(
            fault: { _, earlier in earlier == 0 ? .message(status: status) : nil }
        ) { workspace in
            let snapshot = try await workspace.download()
            #expect(workspace.names(in: "snapshots/\(snapshot.commit)") == FakeHub.neededNames)
            // The repository, each file's head, each file, and the other server's.
            #expect(workspace.events.pauses.count == 2 + 2 * FakeHub.neededNames.count)
        }
    }

    @Test func `a server's problem that stays is an error`() async throws {
        try await HubWorkspace.run(fault: { _, _ in .message(status: 503) }) { workspace in
            let error = HubError.status(
                try HubRepository("owls/clip"),
                address: "http://127.0.0.1:\(workspace.port)/api/models/owls/clip/revision/main",
                code: 503
            )
            await #expect(throws: error) { try await workspace.download() }
            #expect(workspace.server.requests.count == 5)
        }
    }

    // MARK: Answers that no Hub gives

    static let strange: [FakeHub.Fault] = [
        { _, _ in .message("<html>Please log in to the network.</html>") },
        { _, _ in .message("{}") },
        { _, _ in .redirect("http://localhost:1/") },
        { _, _ in .redirect(nil) },
        { _, _ in .raw("220 owl\n", then: .close) },
        // A page in place of a file.
        { request, _ in request.method == "HEAD" ? .head(length: 10) : nil },
        { request, _ in
            guard request.method == "HEAD" else { return nil }
            return .head(length: 10, headers: ["X-Repo-Commit: \(FakeHub.newerCommit)", "ETag: a"])
        },
        { request, _ in
            guard request.method == "HEAD" else { return nil }
            return .redirect(
                "http://localhost:1/",
                headers: ["X-Repo-Commit: \(FakeHub.commit)", "X-Linked-Etag: a"]
            )
        },
    ]

    @Test(arguments: ["9223372036854775807", "5764607523034234880", "99999999999999999999", "-1"])
    func `a size that no file has is refused`(size: String) async throws {
        try await HubWorkspace.run(
            fault: { request, _ in
                guard request.method == "HEAD" else { return nil }
                return .redirect(
                    "http://localhost:1/",
                    headers: [
                        "X-Repo-Commit: \(FakeHub.commit)", "X-Linked-Etag: a",
                        "X-Linked-Size: \(size)",
                    ]
                )
            }
        ) { workspace in
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .unusableAnswer(_, let reason) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains(" size"), "\(reason)")
            #expect(workspace.names(in: "blobs").isEmpty)
        }
    }

    @Test(arguments: strange.indices)
    func `what no Hub answers is refused`(index: Int) async throws {
        try await HubWorkspace.run(fault: Self.strange[index]) { workspace in
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .unusableAnswer = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: [
        (["README.md"], "configuration"),
        (["model.safetensors"], "configuration"),
        (["config.json", "tf_model.h5"], "weights"),
    ])
    func `a repository without a checkpoint is an error`(names: [String], part: String)
        async throws
    {
        let files = names.map { ($0, FakeHub.File.small("{}")) }
        let hub = FakeHub(files: Dictionary(uniqueKeysWithValues: files))
        try await HubWorkspace.run(hub) { workspace in
            let error = await #expect(throws: HubError.self) { try await workspace.download() }
            guard case .noCheckpoint(_, part, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    // MARK: Answers that take too long

    @Test func `a server that says nothing has no answer`() async throws {
        try await HubWorkspace.run(fault: { _, _ in .silence }) { workspace in
            let error = await #expect(throws: HubError.self) {
                try await workspace.download {
                    $0.limits.answerTimeout = .seconds(1)
                    $0.limits.attempts = 2
                }
            }
            guard case .unreachable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(workspace.events.pauses == [.seconds(1)])
        }
    }

    @Test func `a file that stops coming goes on where it was`() async throws {
        let stuck = Answer.head(length: ResumeTests.size)
            .appending(String(FakeHub.weights.prefix(ResumeTests.half)))
        try await HubWorkspace.run(
            fault: { request, earlier in
                request.path.hasPrefix("/storage/") && earlier == 0 ? stuck : nil
            }
        ) { workspace in
            try await workspace.download { $0.limits.stallTimeout = .milliseconds(300) }
            #expect(try workspace.text(ResumeTests.blob) == FakeHub.weights)
            let firsts = workspace.requests("GET", "/storage/").map(\.firstByte)
            #expect(firsts.first == .some(nil) && firsts.last == ResumeTests.half)
        }
    }

    @Test func `a slow file is waited for as long as bytes come`() async throws {
        let content = String(repeating: ".", count: 250)
        var hub = FakeHub.huggingFace
        hub.files["model.safetensors"] = .large(content)
        try await HubWorkspace.run(
            hub,
            // A byte every 10 ms: longer together than the limit for an answer.
            fault: { request, _ in
                request.path.hasPrefix("/storage/")
                    ? .raw("HTTP/1.1 200 OK\nContent-Length: 250\n\n", then: .drip) : nil
            }
        ) { workspace in
            try await workspace.download {
                $0.limits.answerTimeout = .seconds(2)
            }
            #expect(try workspace.text("snapshots/\(FakeHub.commit)/model.safetensors") == content)
            #expect(workspace.requests("GET", "/storage/").count == 1)
        }
    }
}
