import Crypto
import Foundation
import Testing

@testable import ZeroShot

struct HTMLReportTests {
    private static let hostile = """
        </script><img src=x onerror="alert(1)">'&amp;\u{202E}gpj\u{0}\u{7}\n<!--
        """
    private static let escaped = """
        &lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;amp;\
        \\u{202e}gpj\\u{0}\\u{7}\\u{a}&lt;!--
        """

    private static func part(_ page: String, from start: String, to end: String) throws -> String {
        let first = try #require(page.firstRange(of: start))
        let rest = page[first.upperBound...]
        return String(rest[..<(try #require(rest.firstRange(of: end))).lowerBound])
    }

    private static func run(labels: [String], _ change: (inout RunReport) -> Void = { _ in })
        -> RunReport
    {
        var run = RunReport(
            checkpoint: SampleReport.checkpoint, classes: ClassPrompts(labels: labels),
            averaging: .normalized, parity: .openCLIP, truncated: [],
            scoring: .softmax(logitScale: 10))
        change(&run)
        return run
    }

    private static func image(_ source: String, labels: [String]) -> ImageReport {
        let scoring = Scoring.softmax(logitScale: 10)
        return ImageReport(
            source: source, size: ImageReport.Size(width: 2, height: 3),
            ranking: Ranking(
                similarities: labels.indices.map { 0.5 - 0.1 * Float($0) }, labels: labels,
                scoring: scoring, top: 5),
            scoring: scoring, threshold: 0.2)
    }

    @Test func `an image has its name, flag, size, ranking and bars`() throws {
        let card = HTMLImage.card(try SampleReport.images()[0])
        #expect(card.hasPrefix("<article data-flag=\"ok\" data-value=\"0.5\">"))
        #expect(card.contains("<h3>owl.jpg</h3>"))
        #expect(card.contains("<span class=\"badge ok\">ok</span>"))
        #expect(card.contains("<span>640 × 480</span>"))
        #expect(card.contains("<span>top-1 similarity 0.500, threshold 0.2</span>"))
        #expect(
            card.contains(
                """
                <tbody><tr><th scope="row" class="w84">owl</th><td>84.4 %</td><td>0.500</td></tr>\
                <tr><th scope="row" class="w11">fox</th><td>11.4 %</td><td>0.250</td></tr>\
                <tr><th scope="row" class="w4">bear, brown</th><td>4.2 %</td>\
                <td>0.125</td></tr></tbody>
                """))
        #expect(!card.contains("<img") && !card.contains("<details"))
    }

    @Test func `low confidence, notices and failures are said`() throws {
        let images = try SampleReport.images()
        let low = HTMLImage.card(images[1])
        #expect(low.contains("data-flag=\"low\" data-value=\"0.125\""))
        #expect(low.contains("<span class=\"badge low\">low confidence</span>"))
        #expect(low.contains("<p class=\"note low\">Low confidence: the top-1 similarity 0.125"))
        #expect(low.contains("1 of 1 pixels of this 16-bit grey image"))
        let failed = HTMLImage.card(images[2])
        #expect(failed.hasPrefix("<article data-flag=\"failed\">"))
        #expect(failed.contains("<h3>half &quot;a&quot; photo.jpg</h3>"))
        #expect(
            failed.contains(
                """
                <p class="note failed">Not ranked (truncated-image): the file ends in the middle of \
                the image</p>
                """))
        #expect(!failed.contains("<table"))
    }

    @Test func `the page says all that holds for the run`() throws {
        let page = try SampleReport.report().text(as: .html)
        let text = page.replacing(/<[^>]*>/, with: "")
        for expected in [
            "demo · OpenCLIP · RN-small · 3 labels", "openclip: computed as OpenCLIP does",
            SampleReport.checkpoint.fingerprint, "64 × 48", "float32", "256 numbers",
            "a picture of a {class}", "9 for 3 labels, averaged at unit length",
            "Prompts that were cut: 1", "an image of a owl (owl): 7 tokens, 6 fit; lost owl",
            "probability is a softmax over these 3 labels of 8.00 × similarity",
            "consent policy: Form 7, signed by all",
            "2 ranked, 1 failed, 1 with low confidence",
            "1 of 3 images has low confidence. Perhaps none of the labels fits.",
            "arXiv 2502.14786",
        ] {
            #expect(text.contains(expected), "\(expected)")
        }
        for notice in SampleReport.run.notices {
            #expect(text.contains(notice.message.replacing("'", with: "&#39;")))
        }
    }

    @Test func `labels, names, messages and policies can neither command the page nor hide`() throws
    {
        let hostile = Self.hostile
        let run = Self.run(labels: [hostile, "b"]) {
            $0.promptsFile = hostile
            $0.people = RunReport.People(declared: true, consentPolicy: hostile)
            $0.furtherNotices = [.otherFilesSkipped(folder: hostile, count: 2)]
        }
        var ranked = Self.image(hostile, labels: [hostile, "b"])
        ranked.explanation = Explanation(
            places: [
                .init(
                    rank: 1, label: hostile, similarity: 0.5, promptCount: 1,
                    highest: [
                        .init(prompt: hostile, similarity: 0.5, contribution: 0.5, share: 1)
                    ], lowest: [])
            ],
            stability: .init(
                method: .leaveOneOut, count: 2, changed: 1,
                firsts: [.init(label: hostile, count: 1), .init(label: "b", count: 1)],
                ranks: 1...2,
                variations: [.init(prompt: hostile, label: hostile, first: hostile, rank: 2)]),
            visible: VisiblePart(left: 0, right: 0.5, top: 0, bottom: 0, padding: 0))
        let failed = ImageReport(
            source: hostile, failure: .init(code: hostile, message: hostile),
            peopleEvidence: [hostile], notices: [.decoding(code: "x", message: hostile)])
        let page = try Report(run: run, images: [ranked, failed]).text(as: .html)
        let body = try Self.part(page, from: "</head>", to: "</html>")
        #expect(!body.contains("<script") && !body.contains("<img") && !body.contains("onerror=\""))
        #expect(!body.contains("<!--"))
        let unsafe = page.unicodeScalars.filter {
            [.control, .format].contains($0.properties.generalCategory) && $0 != "\n"
        }
        #expect(unsafe.isEmpty)
        // Two names, three messages, a policy, a notice, labels and prompts.
        #expect(page.ranges(of: Self.escaped).count >= 12)
        #expect(page.ranges(of: "<article").count == 2)
        #expect(page.ranges(of: "</article>").count == 2)
    }

    @Test func `a title cannot end its element`() throws {
        let sample = SampleReport.checkpoint
        let checkpoint = CheckpointSummary(
            id: "</title><script>alert(1)</script>", source: "folder", revision: "<b>",
            family: sample.family, architecture: sample.architecture,
            resolution: sample.resolution, embeddingDimension: 4, fingerprint: "f",
            precision: "float32")
        let run = RunReport(
            checkpoint: checkpoint, classes: ClassPrompts(labels: ["a", "b"]),
            averaging: .raw, parity: .huggingFace, truncated: [],
            scoring: .sigmoid(logitScale: 10, logitBias: -5))
        let page = try Report(run: run, images: []).text(as: .html)
        #expect(page.ranges(of: "<script").count == 1)
        #expect(page.contains("<code>&lt;b&gt;</code>"))
    }

    @Test func `nothing but the page's own style and script may run, and nothing may be loaded`()
        throws
    {
        let page = try SampleReport.report().text(as: .html)
        let policy = try Self.part(page, from: "Content-Security-Policy\" content=\"", to: "\">")
        func hash(_ text: String) -> String {
            "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'"
        }
        let style = try Self.part(page, from: "<style>", to: "</style>")
        let script = try Self.part(page, from: "<script>", to: "</script>")
        #expect(
            policy == """
                default-src 'none'; img-src data:; style-src \(hash(style)); \
                script-src \(hash(script)); base-uri 'none'; form-action 'none'
                """)
        #expect(page.ranges(of: "<style").count == 1 && page.ranges(of: "<script").count == 1)
        #expect(!page.contains(" style=") && !page.contains("http://"))
        #expect(!page.contains("https://") && !page.contains("url("))
        #expect(page.firstMatch(of: /\son[a-z]+=/) == nil)
    }

    @Test func `a thumbnail is part of the page, with what the crop cut off dimmed`() throws {
        var image = Self.image("a.jpg", labels: ["a", "b"])
        image.thumbnail = Thumbnail(width: 4, height: 2, jpeg: [1, 2, 3])
        #expect(
            HTMLImage.card(image).contains(
                """
                <span><img src="data:image/jpeg;base64,AQID" width="4" height="2" alt="" \
                loading="lazy" decoding="async"></span>
                """))
        image.explanation = Explanation(
            places: [], stability: nil,
            visible: VisiblePart(left: 0.25, right: 0.125, top: 0, bottom: 0.5, padding: 0))
        #expect(
            HTMLImage.card(image).contains(
                "<path d=\"M0 0H1V1H0ZM0.2500 0.0000V0.5000H0.8750V0.0000Z\"/></svg></span>"))
    }

    @Test func `an explanation is folded up below its image`() throws {
        var image = Self.image("a.jpg", labels: ["fox", "owl"])
        func share(_ prompt: String, _ similarity: Float) -> Explanation.PromptShare {
            .init(prompt: prompt, similarity: similarity, contribution: 0.125, share: 0.25)
        }
        image.explanation = Explanation(
            places: [
                .init(
                    rank: 1, label: "fox", similarity: 0.5, promptCount: 9,
                    highest: [share("a fox", 0.375)], lowest: [share("no fox", 0.0625)])
            ],
            stability: .init(
                method: .eachTemplate, count: 9, changed: 1,
                firsts: [.init(label: "fox", count: 8), .init(label: "owl", count: 1)],
                ranks: 1...2,
                variations: [
                    .init(prompt: "a {}", label: nil, first: "fox", rank: 1),
                    .init(prompt: "no {}", label: nil, first: "owl", rank: 2),
                ]),
            visible: VisiblePart(left: 0, right: 0, top: 0, bottom: 0, padding: 0))
        let details = try Self.part(
            HTMLImage.card(image), from: "<details class=\"why\">", to: "</details>")
        #expect(details.contains("<caption><bdi>fox</bdi>: 0.500 from 9 prompts</caption>"))
        #expect(
            details.contains(
                """
                <tr><th scope="row">a fox</th><td>0.375</td><td>25.0 %</td></tr>\
                <tr class="gap"><th scope="row">no fox</th><td>0.062</td>\
                <td>25.0 %</td></tr>
                """))
        #expect(details.contains("Of 9 templates, each alone, 1 puts another label first"))
        #expect(details.contains("Nothing of the picture was cut away."))
        #expect(
            details.contains(
                "<ul><li>With &#39;no {}&#39;, &#39;owl&#39; comes first.</li></ul>"))
    }

    @Test func `what was written of an interrupted run is a page with whole images`() throws {
        var page = ""
        let writer = ReportFormat.html.writer(for: .several) {
            page += String(decoding: $0, as: UTF8.self)
        }
        var running = writer
        try running.begin(SampleReport.run)
        #expect(page.contains("This run did not finish"))
        #expect(page.hasSuffix("<div id=\"images\" tabindex=\"-1\">\n"))
        try running.add(SampleReport.images()[0])
        #expect(page.hasSuffix("</article>\n"))
        #expect(!page.contains("id=\"summary\""))
        try running.finish(RunSummary())
        #expect(page.hasSuffix("</html>\n") && page.contains("<section id=\"summary\">"))
    }

    @Test func `every flag has a filter`() throws {
        let page = try SampleReport.report().text(as: .html)
        for (value, word) in [
            ("", "all"), ("ok", "ok"), ("low", "low confidence"), ("none", "none of these"),
            ("failed", "failed"),
        ] {
            #expect(page.contains("name=\"flag\" value=\"\(value)\""))
            #expect(page.contains(">\(word)</span><span class=\"count\"></span>"))
        }
    }
}
