import Foundation
import Testing

@testable import ZeroShotHub

struct HubEnvironmentTests {
    @Test(arguments: [
        ([:], "/home/owl/.cache/huggingface/hub"),
        (["HOME": "/nest"], "/nest/.cache/huggingface/hub"),
        (["XDG_CACHE_HOME": "/var/cache"], "/var/cache/huggingface/hub"),
        (["XDG_CACHE_HOME": "/var/cache", "HF_HOME": "/hf"], "/hf/hub"),
        (["HF_HOME": "/hf", "HUGGINGFACE_HUB_CACHE": "/old"], "/old"),
        (["HF_HOME": "/hf", "HUGGINGFACE_HUB_CACHE": "/old", "HF_HUB_CACHE": "/new"], "/new"),
        (["HF_HOME": "", "HF_HUB_CACHE": ""], "/home/owl/.cache/huggingface/hub"),
        (["HF_HOME": "~/hf"], "/home/owl/hf/hub"),
        (["HF_HUB_CACHE": "~"], "/home/owl"),
        (["HF_HUB_CACHE": "$BASE/${SUB}/hub", "BASE": "/b", "SUB": "s"], "/b/s/hub"),
        (["HF_HUB_CACHE": "/a/$MISSING/hub"], "/a/$MISSING/hub"),
        (["HF_HUB_CACHE": "/a/~/hub"], "/a/~/hub"),
    ])
    func `the cache is where huggingface_hub looks for it`(
        variables: [String: String], folder: String
    ) {
        let environment = HubEnvironment(variables, home: "/home/owl")
        #expect(HubCache(folder: environment.cacheFolder).path == folder)
    }

    @Test(arguments: [
        ([:], false), (["HF_HUB_OFFLINE": "1"], true), (["HF_HUB_OFFLINE": "yes"], true),
        (["HF_HUB_OFFLINE": "True"], true), (["HF_HUB_OFFLINE": "on"], true),
        (["HF_HUB_OFFLINE": "0"], false), (["HF_HUB_OFFLINE": "owl"], false),
        (["TRANSFORMERS_OFFLINE": "1"], true),
        (["TRANSFORMERS_OFFLINE": "1", "HF_HUB_OFFLINE": "0"], false),
    ])
    func `offline mode is what huggingface_hub takes for it`(
        variables: [String: String], isOffline: Bool
    ) {
        #expect(HubEnvironment(variables).isOffline == isOffline)
    }

    @Test(arguments: [
        (["HF_TOKEN": "one", "HUGGING_FACE_HUB_TOKEN": "two"], "one"),
        (["HUGGING_FACE_HUB_TOKEN": "two"], "two"),
        (["HF_TOKEN": "", "HUGGING_FACE_HUB_TOKEN": "two"], "two"),
        (["HF_TOKEN": " one\r\n"], "one"),
        (["HF_TOKEN": "one", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"], nil),
        (["HF_TOKEN": "  "], nil),
        (["HF_TOKEN_PATH": "~/secret"], "of-the-path"),
        (["HF_HOME": "~/hf"], "of-the-home"),
        (["HF_HOME": "~/hf", "HF_TOKEN_PATH": "~/none"], nil),
        (["HF_HOME": "~/hf", "HF_TOKEN": "one"], "one"),
        ([:], nil),
    ])
    func `the token is the one that huggingface_hub finds`(
        variables: [String: String], token: String?
    ) async throws {
        try await withTemporaryFolder { home in
            try Data("of-the-path\n".utf8).write(to: home.appending(path: "secret"))
            try FileManager.default.createDirectory(
                at: home.appending(path: "hf"), withIntermediateDirectories: true
            )
            try Data(" of-the-home \r\n".utf8).write(to: home.appending(path: "hf/token"))
            let environment = HubEnvironment(variables, home: home.path(percentEncoded: false))
            #expect(try environment.token() == token.map { try HubToken($0) })
        }
    }

    @Test func `a token's file that cannot be read is told by its name`() async throws {
        try await withTemporaryFolder { home in
            let environment = HubEnvironment(["HF_TOKEN_PATH": home.path(percentEncoded: false)])
            let error = #expect(throws: HubError.self) { try environment.token() }
            guard case .unreadable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `the environment makes a configuration`() throws {
        let configuration = try HubConfiguration(environment: [
            "HF_ENDPOINT": "https://hub.example.org/mirror//", "HF_TOKEN": "hf_owl",
            "HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": "/hub",
        ])
        #expect(configuration.endpoint == "https://hub.example.org/mirror")
        #expect(try configuration.token == HubToken("hf_owl"))
        #expect(configuration.isOffline)
        #expect(configuration.cache.path == "/hub")
    }

    @Test func `a proxy that cannot be used is told without its secrets`() {
        let error = HubError.invalidProxy(
            "'socks5://***@proxy:1080' cannot be used as a proxy: it should look like "
                + "http://proxy.example.org:3128. Change or remove HTTPS_PROXY or ALL_PROXY."
        )
        #expect(throws: error) {
            try HubConfiguration(environment: [
                "ALL_PROXY": "socks5://owl:wise@proxy:1080", "HF_HOME": "/none",
            ])
        }
    }

    @Test func `without variables the Hub is Hugging Face's`() throws {
        let configuration = try HubConfiguration(environment: ["HF_HOME": "/no/such/folder"])
        #expect(configuration.endpoint == "https://huggingface.co")
        #expect(configuration.token == nil)
        #expect(!configuration.isOffline)
    }

    @Test(arguments: [
        "hub.example.org", "ftp://hub", "https://", "https://hub/?a=secret", "owl",
        "http://hub:99999",
    ])
    func `an endpoint that is no server's URL is refused`(endpoint: String) {
        let error = #expect(throws: HubError.self) {
            try HubConfiguration(environment: ["HF_ENDPOINT": endpoint, "HF_HOME": "/none"])
        }
        guard case .invalidEndpoint(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("secret"))
        #expect(reason.hasSuffix("is no http or https URL.") || reason.hasSuffix("has a query."))
    }
}
