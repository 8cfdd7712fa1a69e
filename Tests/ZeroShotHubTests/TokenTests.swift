import Foundation
import TestServer
import Testing

@testable import ZeroShotHub

@Suite(.fewAtOnce)
struct TokenTests {
    static let secret = "hf_VerySecretOwl"

    @Test func `the token goes to the Hub and to no other server`() async throws {
        try await HubWorkspace.run { workspace in
            try await workspace.download(token: Self.secret)
            let (stored, own) = (
                workspace.requests("GET", "/storage/"),
                workspace.server.requests.filter { !$0.path.hasPrefix("/storage/") }
            )
            #expect(stored.count == 1 && own.count > 8)
            #expect(own.allSatisfy { $0.header("authorization") == ["Bearer \(Self.secret)"] })
            #expect(stored.allSatisfy { $0.header("authorization").isEmpty })
            #expect(stored.first?.header("host") == ["localhost:\(workspace.port)"])
        }
    }

    @Test func `the token does not go to another port of the Hub's host`() async throws {
        try await LocalServer.run(
            answer: { .bytes(of: Array(FakeHub.weights.utf8), $0) }
        ) { other, otherPort in
            try await HubWorkspace.run(
                fault: { request, _ in
                    guard request.path.hasSuffix("model.safetensors") else { return nil }
                    return .redirect(
                        "http://127.0.0.1:\(otherPort)/",
                        headers: [
                            "X-Repo-Commit: \(FakeHub.commit)",
                            "X-Linked-Etag: \(ResumeTests.tag)",
                            "X-Linked-Size: \(ResumeTests.size)",
                        ]
                    )
                }
            ) { workspace in
                try await workspace.download(token: Self.secret)
                #expect(other.requests.count == 1)
                #expect(other.requests.allSatisfy { $0.header("authorization").isEmpty })
            }
        }
    }

    @Test func `the token does not come back to the Hub from another server`() async throws {
        try await HubWorkspace.run(
            fault: { request, _ in
                request.path.hasPrefix("/storage/")
                    ? .redirect("http://127.0.0.1:\(request.port)/back") : nil
            }
        ) { workspace in
            await #expect(throws: HubError.self) {
                try await workspace.download(token: Self.secret)
            }
            let back = workspace.requests("GET", "/back")
            #expect(back.count == 1)
            #expect(back.allSatisfy { $0.header("authorization").isEmpty })
        }
    }

    @Test func `a renamed repository keeps the token`() async throws {
        var hub = FakeHub.huggingFace
        hub.id = "owls/new-name"
        try await HubWorkspace.run(
            hub,
            fault: { request, _ in
                request.path.contains("owls/clip")
                    ? .redirect(
                        request.path.replacing("owls/clip", with: "owls/new-name"), status: 307
                    ) : nil
            }
        ) { workspace in
            let snapshot = try await workspace.download(token: Self.secret)
            #expect(workspace.names(in: "snapshots/\(snapshot.commit)") == FakeHub.neededNames)
            let new = workspace.requests("HEAD", "owls/new-name")
            #expect(new.count == FakeHub.neededNames.count)
            #expect(new.allSatisfy { $0.header("authorization") == ["Bearer \(Self.secret)"] })
        }
    }

    @Test func `neither the token nor a signature is in an error or a notice`() async throws {
        let faults: [FakeHub.Fault] = [
            { _, _ in .error(401, message: "Invalid credentials in Authorization header") },
            { _, _ in .error(403, message: Self.secret) },
            { _, _ in .message(status: 500) },
            { _, _ in .raw("", then: .close) },
            { request, _ in request.path.hasPrefix("/storage/") ? .message(status: 403) : nil },
            { request, _ in request.path.hasPrefix("/storage/") ? .raw("x\n", then: .close) : nil },
            { request, _ in request.path.hasPrefix("/storage/") ? .raw("", then: .close) : nil },
            { request, _ in request.path.hasPrefix("/storage/") ? .message(status: 503) : nil },
        ]
        for fault in faults {
            try await HubWorkspace.run(fault: fault) { workspace in
                let error = await #expect(throws: HubError.self) {
                    try await workspace.download(token: Self.secret)
                }
                let told: [Any] = [error as Any] + workspace.events.notices
                for value in told {
                    for text in ["\(value)", String(reflecting: value), dumped(value)] {
                        #expect(!text.contains(Self.secret))
                        #expect(!text.contains("signature=secret"))
                    }
                }
            }
        }
    }

    @Test func `a token cannot be shown`() throws {
        let configuration = try HubConfiguration(
            token: HubToken(Self.secret), cache: HubCache(folder: URL(filePath: "/tmp/hub"))
        )
        let token = try HubToken(Self.secret)
        let values: [Any] = [token, configuration, HubClient(configuration)]
        for value in values {
            for text in ["\(value)", String(reflecting: value), dumped(value)] {
                #expect(!text.contains(Self.secret))
            }
        }
    }

    @Test func `blanks and line ends around a token do not belong to it`() throws {
        #expect(try HubToken(" \(Self.secret)\r\n") == HubToken(Self.secret))
    }

    @Test(arguments: ["", " ", "hf_a b", "hf_\u{1}", "hf_é", "hf_\u{7F}"])
    func `what no request can carry is no token`(text: String) {
        #expect(throws: HubError.invalidToken(source: "HF_TOKEN")) {
            try HubToken(text, from: "HF_TOKEN")
        }
    }

    private func dumped(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }
}
