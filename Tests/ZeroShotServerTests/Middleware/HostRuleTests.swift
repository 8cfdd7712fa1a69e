import Testing

@testable import ZeroShotServer

/// Under which names a server may be asked.
struct HostRuleTests {
    private func allows(
        _ authority: String?, host: String = "127.0.0.1", names: [String] = []
    ) -> Bool {
        var configuration = ServerConfiguration()
        configuration.host = host
        configuration.allowedHosts = names
        return HostRule(configuration).allows(authority)
    }

    @Test(arguments: [
        nil, "", "127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "owl.localhost",
        "localhost.", "[::1]:8080", "192.168.1.5", "0.0.0.0:80",
    ])
    func `addresses and localhost are always right`(authority: String?) {
        for host in ["127.0.0.1", "::1", "localhost", "0.0.0.0", "owls.example.org"] {
            #expect(allows(authority, host: host))
        }
    }

    @Test(arguments: [
        "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example",
        "127.0.0.1:80@evil.example", "evil.example#127.0.0.1", "2130706433", "127.1", "[evil]",
        "xlocalhost", "1.2.3.4.5", "1.2.3.256", "evil.example.",
    ])
    func `on loopback another name is wrong`(authority: String) {
        for host in ["127.0.0.1", "127.9.9.9", "::1", "localhost"] {
            #expect(!allows(authority, host: host))
        }
        #expect(!allows(authority, host: "0.0.0.0", names: ["owls.example.org"]))
    }

    @Test func `names that the operator lists are right, and the one listened at`() {
        #expect(allows("Owls.example.org:443", names: ["owls.example.org"]))
        #expect(allows("owls.example.org", host: "0.0.0.0", names: ["OWLS.example.org"]))
        #expect(allows("owls.example.org", host: "owls.example.org"))
        #expect(!allows("eagles.example.org", host: "owls.example.org"))
    }

    @Test func `at an address that others reach, any name may be the server's own`() {
        #expect(allows("owls.example.org", host: "0.0.0.0"))
        #expect(allows("owls.example.org", host: "192.168.1.5"))
        #expect(allows("owls.example.org", host: "::"))
    }
}
