import Fetch
import Testing

@testable import ZeroShotHub

/// Who is asked, and as whom.
struct LanguageModelEndpointTests {
    private static let key = ["OPENAI_API_KEY": "sk-owl"]

    @Test func `Ollama on this machine is asked when nobody says otherwise`() throws {
        let endpoint = try LanguageModelEndpoint(environment: [:])
        #expect(endpoint.shown == "http://localhost:11434/v1")
        #expect(endpoint.url(of: .chat) == "http://localhost:11434/v1/chat/completions")
        #expect(endpoint.url(of: .completions) == "http://localhost:11434/v1/completions")
        #expect(endpoint.isThisMachine && endpoint.keyVariable == nil)
    }

    @Test func `slashes at the end and secrets are not shown`() throws {
        let endpoint = try LanguageModelEndpoint(
            "https://me:pass@example.org/v1//", environment: [:])
        #expect(endpoint.shown == "https://example.org/v1")
    }

    @Test(arguments: [
        ("localhost:11434", "localhost:11434", EndpointProblem.noURL),
        ("ftp://a:b@example.org", "ftp://***@example.org", .noURL), ("", "", .noURL),
        ("http://example.org/v1?key=owl", "http://example.org/v1?...", .query),
        (
            "http://example.org/v1/chat/completions", "http://example.org/v1/chat/completions",
            .route("chat/completions")
        ),
        (
            "http://example.org/v1/completions/", "http://example.org/v1/completions",
            .route("completions")
        ),
    ])
    func `what is no endpoint says why`(text: String, shown: String, problem: EndpointProblem) {
        #expect(throws: GenerationError.invalidEndpoint(shown, problem)) {
            try LanguageModelEndpoint(text, environment: [:])
        }
    }

    @Test(arguments: [
        ("http://localhost:11434/v1", true), ("http://127.0.0.1:8080", true),
        ("https://api.example.org/v1", true), ("http://10.0.0.7:8080/v1", false),
        ("http://example.org/v1", false),
    ])
    func `the usual key is sent where nobody can read it on its way`(url: String, isSent: Bool)
        throws
    {
        let endpoint = try LanguageModelEndpoint(url, environment: Self.key)
        #expect(endpoint.keyVariable == (isSent ? "OPENAI_API_KEY" : nil))
        #expect(endpoint.withholdsKey == !isSent)
    }

    @Test func `a key that is named is sent`() throws {
        let endpoint = try LanguageModelEndpoint(
            "http://10.0.0.7/v1", keyVariable: "OWL_KEY",
            environment: ["OWL_KEY": " sk-fox\n", "OPENAI_API_KEY": "sk-owl"]
        )
        #expect(endpoint.keyVariable == "OWL_KEY" && !endpoint.withholdsKey)
        #expect(endpoint.key?.bearer.hidden(in: "sk-fox sk-owl") == "*** sk-owl")
        #expect(!"\(endpoint)".contains("sk-fox"))
    }

    @Test func `a key that is named must be there, and any key must fit a request`() {
        for environment in [[:], ["OWL_KEY": ""], ["OWL_KEY": "  "]] {
            #expect(throws: GenerationError.keyMissing(variable: "OWL_KEY")) {
                try LanguageModelEndpoint(keyVariable: "OWL_KEY", environment: environment)
            }
        }
        #expect(throws: GenerationError.keyUnusable(variable: "OPENAI_API_KEY")) {
            try LanguageModelEndpoint(environment: ["OPENAI_API_KEY": "sk owl"])
        }
    }

    @Test func `a proxy that is none is told`() throws {
        let error = try #require(throws: GenerationError.self) {
            try LanguageModelEndpoint(environment: ["https_proxy": "socks5://a:b@owl"])
        }
        #expect("\(error)".contains("socks5://***@owl"))
    }
}
