import Foundation
import Testing

@testable import ZeroShot

struct EvaluationWriterTests {
    private static func text(
        _ report: EvaluationReport, as format: EvaluationFormat, thumbnails: [Int: String] = [:]
    ) throws -> String {
        var bytes: [UInt8] = []
        try report.write(as: format, thumbnails: thumbnails) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func variant() throws -> VariantResult {
        let (first, second) = (
            try SampleEvaluation.report(), try SampleEvaluation.report(third: [0.1, 0.4, 0.2])
        )
        return VariantResult(
            name: "template=<i>{}</i>", run: first.run, first: first.images,
            second: second.images, first.classes)
    }

    @Test func `text says what was measured, and of how many`() throws {
        let text = try Self.text(
            SampleEvaluation.report(variants: [Self.variant()]), as: .text)
        for line in [
            "photos & more",
            "5 images, 3 labels, 1 without a right label, 1 failed and left out of every\nnumber\n",
            "Top-1        66.7 %, 2 of 3 (95 %: 20.8 to 93.9 %)",
            "Per class    mean recall 75.0 %",
            "Rank         mean reciprocal rank of the right label 0.778",
            "None of them 1 of 1 images without a right label are flagged low.",
            "template=<i>{}</i>  100.0 %   +33.3  −45.6 to +85.6  1.000",
            "- photos/bear/5.jpg: it ends <early>",
            "Time         1.5 s to load, 2.0 s to decode and embed (2.5 images a second), 0.2\n",
        ] {
            #expect(text.contains(line), "\(line)\n\(text)")
        }
        #expect(!text.contains("Top-5  "))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    }

    @Test func `text shows nothing that a terminal would obey`() throws {
        let run = SampleEvaluation.run(labels: ["owl\u{1B}[31m", "<b>fox</b>", "bear"])
        let text = try Self.text(SampleEvaluation.report(run: run), as: .text)
        #expect(!text.contains("\u{1B}"))
        #expect(text.contains("owl\\u{1b}[31m"))
    }

    @Test func `JSON has every image, and reads as JSON`() throws {
        let json = try Self.text(
            SampleEvaluation.report(variants: [Self.variant()]), as: .json)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["schema"] as? String == "zeroshot.evaluation/1")
        let images = try #require(object["images"] as? [[String: Any]])
        #expect(images.count == 5)
        #expect(images[2]["answer"] as? String == "<b>fox</b>")
        #expect(images[2]["answerRank"] as? Int == 3)
        #expect(images[3]["answer"] is NSNull)
        #expect((images[4]["error"] as? [String: Any])?["code"] as? String == "truncated-image")
        let metrics = try #require(object["metrics"] as? [String: Any])
        let top1 = try #require(metrics["top1"] as? [String: Any])
        #expect(top1["count"] as? Int == 2 && top1["of"] as? Int == 3)
        #expect(metrics["top5"] is NSNull)
        let confusion = try #require(object["confusion"] as? [String: Any])
        #expect(confusion["matrix"] as? [[Int]] == [[1, 0, 0], [1, 1, 0], [0, 0, 0]])
        let variants = try #require(object["variants"] as? [[String: Any]])
        let accuracy = try #require(variants[0]["accuracy"] as? [String: Any])
        #expect(accuracy["onlySecondRight"] as? Int == 1)
        #expect(accuracy["pValue"] as? Double == 1)
        #expect(object["comparison"] is NSNull)
    }

    @Test func `nothing of a caller becomes an element of the page`() throws {
        let page = try Self.text(
            SampleEvaluation.report(variants: [Self.variant()]), as: .html,
            thumbnails: [2: "data:image/jpeg;base64,\"><script>"])
        #expect(page.contains("&lt;b&gt;fox&lt;/b&gt;"))
        #expect(page.contains("photos &amp; more"))
        #expect(page.contains("fox/&quot;3&quot;&lt;i&gt;.jpg"))
        #expect(page.contains("it ends &lt;early&gt;"))
        #expect(page.contains("template=&lt;i&gt;{}&lt;/i&gt;"))
        for foreign in ["<b>", "<i>", "<script", "<early>", "src=\"http", "href="] {
            #expect(!page.contains(foreign), "\(foreign)")
        }
        #expect(page.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"))
    }

    @Test func `the page shows a picture only where one was made`() throws {
        let report = try SampleEvaluation.report()
        let picture = "data:image/jpeg;base64,AAAA"
        #expect(report.shownMistakes == [2])
        #expect(
            try Self.text(report, as: .html, thumbnails: [2: picture])
                .contains("<img src=\"\(picture)\""))
        #expect(!(try Self.text(report, as: .html).contains("<img")))
    }

    @Test func `every element of the page is closed`() throws {
        let page = try Self.text(
            SampleEvaluation.report(variants: [Self.variant()]), as: .html)
        let parser = XMLBalance()
        #expect(parser.problem(in: page) == nil)
        #expect(page.components(separatedBy: "role=\"img\"").count == 4)
    }

    @Test func `a page without any answer is a page`() throws {
        let run = SampleEvaluation.run()
        let classes = try LabelledClasses(labels: run.labels)
        let report = EvaluationReport(
            run: run, input: .init(path: "p", kind: .csv, noneName: nil), classes: classes,
            images: [
                EvaluatedImage(
                    path: "a.jpg", source: "a.jpg", size: nil, answer: .label(0),
                    outcome: .failed(.init(code: "x", message: "y")), notices: [])
            ])
        for format in EvaluationFormat.allCases {
            let text = try Self.text(report, as: format)
            #expect(text.contains("a.jpg"))
            #expect(text.firstMatch(of: /\bnan\b/.ignoresCase()) == nil, "\(text)")
        }
    }

    @Test func `a matrix too large to see is left to JSON`() throws {
        let labels = (0..<61).map { "label \($0)" }
        let matrix = ConfusionMatrix(classCount: 61, [(0, 1)])
        #expect(ConfusionPlot(labels: labels, matrix: matrix).svg == nil)
        #expect(
            ConfusionPlot(
                labels: Array(labels.prefix(60)),
                matrix: ConfusionMatrix(classCount: 60, [(0, 1), (1, 1)])
            ).svg != nil)
    }
}

/// Whether the elements of a page nest.
private struct XMLBalance {
    private static let empty: Set<String> = ["meta", "img", "br"]

    /// The first element that is not closed, or closed without being open.
    func problem(in page: String) -> String? {
        var open: [String] = []
        for match in page.matches(of: /<(\/?)([a-z][a-z0-9]*)([^>]*)>/) {
            let name = String(match.2)
            if Self.empty.contains(name) || match.3.hasSuffix("/") { continue }
            if match.1.isEmpty {
                open.append(name)
            } else if open.popLast() != name {
                return name
            }
        }
        return open.last
    }
}
