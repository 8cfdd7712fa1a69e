import Foundation
import Testing

/// The page that `classify --format html` writes, through the binary.
struct HTMLReportTests {
    private func page(_ arguments: [String], status: Int32 = 0) throws -> String {
        let result = try Command(
            ["classify"] + arguments + ["--checkpoint", "demo", "--format", "html"]
        ).run()
        #expect(result.status == status, "\(result.standardError)")
        #expect(result.standardError == "")
        return result.standardOutput
    }

    @Test func `a run over a folder becomes one page with thumbnails, rankings and failures`()
        throws
    {
        let workspace = try Workspace()
        for photo in ["cat.jpg", "rocket.jpg", "coffee.jpg"] {
            try workspace.photo(photo, as: "photos/\(photo)")
        }
        try workspace.write("no picture", to: "photos/broken.jpg")
        let output = workspace.folder.appending(path: "report.html")
        let result = try Command(
            ["classify", workspace.folder.appending(path: "photos").path()] + Command.animals
                + ["--checkpoint", "demo", "--format", "html", "--output", output.path()]
        ).run()
        #expect(result.status == 4)
        #expect(result.standardOutput == "")
        let page = try String(contentsOf: output, encoding: .utf8)
        #expect(page.hasPrefix("<!doctype html>\n") && page.hasSuffix("</html>\n"))
        #expect(page.ranges(of: "<article ").count == 4)
        #expect(page.ranges(of: "src=\"data:image/jpeg;base64,/9j/").count == 3)
        #expect(page.ranges(of: "width=\"128\"").count == 3)
        #expect(page.ranges(of: "data-flag=\"failed\"").count == 1)
        #expect(page.contains("Not ranked (not-an-image): "))
        #expect(page.contains(">tabby cat</th><td>"))
        #expect(page.contains("<p>3 ranked, 1 failed, "))
        #expect(!page.contains("Why this ranking"))
    }

    @Test func `the page for one image goes to standard output as the other forms do`() throws {
        let cat = Workspace.photos.appending(path: "cat.jpg").path()
        let page = try page([cat] + Command.animals)
        #expect(page.ranges(of: "<article ").count == 1)
        #expect(page.contains("<h3>\(cat)</h3>"))
    }

    @Test func `hostile file names and labels stay text`() throws {
        let workspace = try Workspace()
        // A slash cannot be in a file name.
        let name = "<img src=x onerror=alert(1)>\"'&\u{202E}gpj.jpg"
        let path = try workspace.photo(as: name)
        let page = try page(
            [path, "--labels", "</script><script>alert(1)</script>,tabby cat"])
        let escaped = "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\\u{202e}gpj.jpg"
        #expect(page.contains("\(escaped)</h3>"))
        #expect(page.contains(">&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</th>"))
        #expect(page.ranges(of: "<script").count == 1 && page.ranges(of: "<img").count == 1)
        #expect(!page.contains("\u{202E}"))
    }

    @Test func `a picture of people is shown only under a consent policy`() throws {
        let workspace = try Workspace()
        let path = try workspace.write(OddImage.photoNamingPerson(), to: "ada.jpg")
        let refused = try page([path] + Command.animals, status: 4)
        #expect(refused.contains("Not ranked (people-without-policy)"))
        #expect(!refused.contains("<img"))
        let agreed = try page([path] + Command.animals + ["--consent-policy", "Form 7\n& <8>"])
        #expect(agreed.contains("<img src=\"data:image/jpeg;base64,"))
        #expect(agreed.contains("People in the metadata: "))
        #expect(agreed.contains("consent policy: Form 7\n&amp; &lt;8&gt;</p>"))
    }

    @Test func `a tiny picture keeps its size`() throws {
        let workspace = try Workspace()
        let path = try workspace.write(OddImage.onePixel(), to: "dot.png")
        let page = try page([path] + Command.animals)
        #expect(page.contains("width=\"1\" height=\"1\" alt=\"\""))
    }

    @Test func `a page that was interrupted holds whole images`() throws {
        let workspace = try Workspace()
        let list = try workspace.write(
            String(
                repeating: Workspace.photos.appending(path: "cat.jpg").path() + "\n", count: 100_000
            ),
            to: "list.txt")
        let running = try Command(
            ["classify", "@\(list)"] + Command.animals
                + ["--checkpoint", "demo", "--format", "html", "--batch-size", "1"]
        ).start()
        try running.input.close()
        var page = Data()
        while page.ranges(of: Data("</article>".utf8)).count < 3 {
            let more = running.output.availableData
            try #require(!more.isEmpty, "the run ended by itself")
            page += more
        }
        running.process.interrupt()
        page += (try running.output.readToEnd()) ?? Data()
        running.process.waitUntilExit()
        #expect(running.process.terminationStatus == 130)
        let text = String(decoding: page, as: UTF8.self)
        #expect(text.hasSuffix("</article>\n"))
        #expect(text.ranges(of: "<article ").count == text.ranges(of: "</article>").count)
    }
}
