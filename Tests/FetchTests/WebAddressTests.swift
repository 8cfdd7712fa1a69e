import Foundation
import Testing

@testable import Fetch

struct WebAddressTests {
    @Test(arguments: [
        ("http://example.org", "http://example.org"),
        ("HTTPS://Example.org:8443/a%20b.jpg", "HTTPS://Example.org:8443/a%20b.jpg"),
        ("https://[2001:db8::1]/owl.jpg", "https://[2001:db8::1]/owl.jpg"),
        ("https://example.org/@owl/1.jpg", "https://example.org/@owl/1.jpg"),
        ("https://example.org/owl.jpg#beak", "https://example.org/owl.jpg"),
        ("https://example.org/owl.jpg?key=secret#beak", "https://example.org/owl.jpg?..."),
        ("https://example.org?mail=owl@example.org", "https://example.org?..."),
        ("https://owl:secret@example.org/", "https://example.org/"),
        ("https://secret@example.org/", "https://example.org/"),
    ])
    func `it is shown without its secrets`(text: String, expected: String) throws {
        #expect(try WebAddress(text).description == expected)
    }

    @Test(arguments: [
        ("http://example.org/a?b#c", nil),
        ("http://owl:wise@example.org/", "owl:wise"),
        ("http://owl@example.org/", "owl:"),
        ("http://owl:a%40b%3A@example.org/", "owl:a@b:"),
    ])
    func `credentials are taken out of the request`(text: String, expected: String?) throws {
        let address = try WebAddress(text)
        #expect(address.credentials == expected)
        #expect(address.url.user() == nil)
        #expect(address.url.password() == nil)
        #expect(address.url.fragment() == nil)
    }

    @Test(arguments: [
        "ftp://owl:secret@example.org/owl.jpg?key=secret", "file:///owl.jpg", "owl.jpg",
        "owl:secret@example.org/owl.jpg", "data:image/png;base64,AAAA", "mailto:owl@example.org",
    ])
    func `only http and https are supported`(text: String) {
        let error = #expect(throws: FetchError.self) { try WebAddress(text) }
        guard case .unsupportedScheme(let shown) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!shown.contains("secret"))
    }

    @Test(arguments: [
        ("http://", "http://"),
        ("http:///owl.jpg", "http:///owl.jpg"),
        ("http:owl.jpg", "http:owl.jpg"),
        ("http:/owl:secret@example.org/owl.jpg", "http:/***@example.org/owl.jpg"),
        ("https://owl:secret@/owl.jpg?key=secret", "https://***@/owl.jpg?..."),
        ("https://example.org:owl/#secret", "https://example.org:owl/#..."),
        ("https://[::1/", "https://[::1/"),
        ("http://example.org:0/", "http://example.org:0/"),
        ("http://example.org:65536/", "http://example.org:65536/"),
        ("http://example.org:99999999999/", "http://example.org:99999999999/"),
        ("", ""),
    ])
    func `text that is no URL is refused, and shown without its secrets`(
        text: String, shown: String
    ) {
        #expect(throws: FetchError.invalidAddress(shown)) { try WebAddress(text) }
    }

    @Test(arguments: [
        ("b.jpg", "http://example.org/x/b.jpg"),
        ("/b.jpg", "http://example.org/b.jpg"),
        ("../b.jpg", "http://example.org/b.jpg"),
        ("//other.example/b.jpg", "http://other.example/b.jpg"),
        ("https://other.example/b.jpg#c", "https://other.example/b.jpg"),
        ("?size=8", "http://example.org/x/a.jpg?size=8"),
        ("/a b.jpg", "http://example.org/a%20b.jpg"),
    ])
    func `a redirect is resolved against the address it comes from`(
        location: String, expected: String
    ) throws {
        let target = try WebAddress("http://example.org/x/a.jpg").resolving(location: location)
        #expect(target.url.absoluteString == expected)
    }

    @Test(arguments: [
        ("b.jpg", true),
        ("http://EXAMPLE.org:80/b.jpg", true),
        ("http://fox:sly@example.org/b.jpg", true),
        ("https://example.org/b.jpg", false),
        ("http://example.org:8080/b.jpg", false),
        ("http://www.example.org/b.jpg", false),
        ("//example.com/b.jpg", false),
    ])
    func `a redirect keeps credentials for the same scheme, host and port`(
        location: String, isKept: Bool
    ) throws {
        let target = try WebAddress("http://owl:wise@example.org/").resolving(location: location)
        #expect(target.credentials == (isKept ? "owl:wise" : nil))
    }

    @Test(arguments: [
        ("http://example.org/b.jpg", true),
        ("http://example.com/b.jpg", true),
        ("https://example.com/b.jpg", false),
        ("//example.com/b.jpg", false),
        ("b.jpg", false),
    ])
    func `a redirect from https to http is refused`(location: String, isRefused: Bool) throws {
        let address = try WebAddress("https://example.org/")
        guard isRefused else {
            #expect(try address.resolving(location: location).isSecure)
            return
        }
        let error = FetchError.insecureRedirect(from: address, to: try WebAddress(location))
        #expect(throws: error) { try address.resolving(location: location) }
    }

    @Test(arguments: [
        ("ftp://owl:secret@example.org/b.jpg?key=secret", "ftp://***@example.org/b.jpg?..."),
        ("http://", "http://"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("javascript:owl", "javascript:owl"),
    ])
    func `a redirect to no web address is refused`(location: String, shown: String) throws {
        let address = try WebAddress("http://example.org/")
        #expect(throws: FetchError.unusableRedirect(from: address, to: shown)) {
            try address.resolving(location: location)
        }
    }
}
