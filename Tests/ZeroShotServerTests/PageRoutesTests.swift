import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import ZeroShot

@testable import ZeroShotServer

/// The web page and its files.
struct PageRoutesTests {
    private static let folder = Result { try ProductResources.url(forServerResource: "page") }

    private static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(
                atPath: folder.get().path(percentEncoded: false)
            ).sorted()
        }
    }

    private static func text(of name: String) throws -> String {
        try String(contentsOf: folder.get().appending(path: name), encoding: .utf8)
    }

    private func execute(
        _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await ServerUnderTest.make().application().test(.router) { client in
            try await client.execute(uri: uri, method: method, headers: headers)
        }
    }

    @Test func `the page is at the root`() async throws {
        let answer = try await execute("/", headers: [.accept: "text/html"])
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(try String(buffer: answer.body) == Self.text(of: "index.html"))
    }

    @Test func `every file of the page is served with its type`() async throws {
        let types = [
            "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8",
            "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        ]
        let names = try Self.names
        #expect(names.contains("page.js") && names.contains("style.css"))
        for name in names {
            let answer = try await execute("/page/\(name)")
            let suffix = name.split(separator: ".").last.map(String.init)
            #expect(answer.status == .ok, "\(name)")
            #expect(answer.headers[.contentType] == suffix.flatMap { types[$0] }, "\(name)")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            #expect(try String(buffer: answer.body) == Self.text(of: name))
        }
    }

    @Test func `a file that a client has is not sent again`() async throws {
        let first = try await execute("/page/style.css")
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl] == "no-cache")
        for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let again = try await execute("/page/style.css", headers: [.ifNoneMatch: known])
            #expect(again.status == .notModified, "\(known)")
            #expect(again.body.readableBytes == 0)
            #expect(again.headers[.eTag] == tag)
            #expect(again.headers[.cacheControl] == "no-cache")
            #expect(
                again.headers[.contentSecurityPolicy] == first.headers[.contentSecurityPolicy])
        }
        let other = try await execute("/page/style.css", headers: [.ifNoneMatch: "\"other\""])
        #expect(other.status == .ok)
        #expect(try await execute("/page/page.js").headers[.eTag] != tag)
    }

    @Test(arguments: [
        "/page/", "/page/..", "/page/../index.html", "/page/%2e%2e", "/page/..%2fpage%2findex.html",
        "/page/%2fetc%2fpasswd", "/page/.hidden", "/page/style.css/x", "/page/style.css%00",
        "/page/..%5cindex.html", "//etc/passwd", "/index.html",
    ])
    func `nothing outside of the folder can be reached`(uri: String) async throws {
        #expect(try await execute(uri).status == .notFound)
    }

    @Test func `the head of the page is answered without a body`() async throws {
        let answer = try await execute("/", method: .head)
        #expect(answer.status == .ok)
        #expect(answer.body.readableBytes == 0)
    }

    @Test func `the policy allows the page's own files and nothing else`() async throws {
        let answer = try await execute("/")
        let policy = try #require(answer.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none';"))
        #expect(!policy.contains("unsafe") && !policy.contains("*") && !policy.contains("http"))
        for part in ["script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"] {
            #expect(policy.contains(part))
        }
    }

    @Test func `the page has no script or style of its own, which the policy would block`() throws {
        let page = try Self.text(of: "index.html")
        let own = page.matches(of: /<script\b[^>]*\bsrc="page\/[a-z]+\.js"[^>]*><\/script>/)
        #expect(own.count == 1)
        #expect(page.matches(of: /<script\b/).count == 1)
        #expect(page.matches(of: /<style\b|\sstyle=|\son[a-z]+=|javascript:/).isEmpty)
    }

    @Test func `the page needs nothing from elsewhere`() throws {
        for name in try Self.names {
            let addresses = try Self.text(of: name).matches(of: /https?:\/\/[^\s"'`)]+/)
                .map { String($0.output) }
                .filter { $0 != "http://www.w3.org/2000/svg" }  // a name, which nobody fetches
            #expect(addresses.isEmpty, "\(name)")
        }
    }

    @Test func `what comes from others is only put in as text`() throws {
        for name in try Self.names where name.hasSuffix(".js") {
            let risky = try Self.text(of: name).matches(
                of: /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/)
            #expect(risky.isEmpty, "\(name)")
        }
    }

    @Test func `all that the page names is there`() throws {
        let names = try Set(Self.names)
        let page = try Self.text(of: "index.html")
        for match in page.matches(of: /(?:src|href)="page\/([^"]+)"/) {
            #expect(names.contains(String(match.output.1)))
        }
        for name in names where name.hasSuffix(".js") {
            let named = /(?:from "\.\/|new URL\(")([^"]+)"/
            for match in try Self.text(of: name).matches(of: named) {
                #expect(names.contains(String(match.output.1)), "\(name)")
            }
            for match in try Self.text(of: name).matches(of: /\bget\("([^"]+)"\)/) {
                #expect(page.contains("id=\"\(match.output.1)\""), "\(name): \(match.output.1)")
            }
        }
    }
}
