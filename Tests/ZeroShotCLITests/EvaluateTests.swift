import Foundation
import Testing

/// `zeroshot evaluate` from outside, on folders and tables made of the example photos.
struct EvaluateTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    /// Two cats, a rocket, and a rocket among the teapots: three of four are right.
    private func photos(_ name: String = "photos") throws -> String {
        try workspace.photo("cat.jpg", as: "\(name)/tabby_cat/1.jpg")
        try workspace.photo("cat.jpg", as: "\(name)/tabby_cat/deeper/still/2.jpg")
        try workspace.photo("rocket.jpg", as: "\(name)/rocket/3.jpg")
        try workspace.photo("rocket.jpg", as: "\(name)/teapot/4.jpg")
        return workspace.folder.appending(path: name).path(percentEncoded: false)
    }

    private static func evaluate(_ arguments: String..., format: String = "json") -> Command {
        Command(["evaluate"] + arguments + ["--checkpoint", "demo", "--format", format])
    }

    private func path(_ name: String) -> String {
        workspace.folder.appending(path: name).path(percentEncoded: false)
    }

    // MARK: - What is measured

    @Test func `a folder of folders gives the accuracy that counting gives`() throws {
        let result = try Self.evaluate(photos()).run()
        #expect(result.status == 0, "\(result.standardError)")
        let report = try result.evaluation()
        #expect(report.labels == ["rocket", "tabby cat", "teapot"])
        #expect(report.metrics.top1.count == 3 && report.metrics.top1.of == 4)
        #expect(report.metrics.top5 == nil)
        #expect(
            report.images.map(\.path) == [
                "rocket/3.jpg", "tabby_cat/1.jpg", "tabby_cat/deeper/still/2.jpg", "teapot/4.jpg",
            ])
        #expect(report.images.map(\.answer) == ["rocket", "tabby cat", "tabby cat", "teapot"])
        #expect(
            report.images.map { $0.predictions.first?.label } == [
                "rocket", "tabby cat", "tabby cat", "rocket",
            ])
        #expect(report.classes.map(\.recall.count) == [1, 2, 0])
        #expect(report.classes.map(\.precision.of) == [2, 2, 0])
        #expect(report.mistakes.map(\.path) == ["teapot/4.jpg"])
    }

    @Test func `support images take part in what is measured`() throws {
        let folder = try photos()
        try workspace.photo("rocket.jpg", as: "support/teapot/1.jpg")
        let report = try Self.evaluate(
            folder, "--support", path("support"), "--alpha", "60"
        ).run().evaluation()
        #expect(
            report.images.map { $0.predictions.first?.label } == [
                "teapot", "tabby cat", "tabby cat", "teapot",
            ])
        #expect(report.notices.contains { $0.code == "support-images" })
        let fit = try Self.evaluate(folder, "--support", path("support"), "--fit").run()
        #expect(fit.status == 2)
        #expect(fit.standardError.contains("leave out --support"))
    }

    @Test func `each image is ranked as classify ranks it`() throws {
        let folder = try photos()
        let evaluation = try Self.evaluate(folder).run().evaluation()
        let ranking = try Command.classify(
            [folder], labels: ["--labels", "rocket,tabby cat,teapot"]
        ).run().report()
        #expect(evaluation.images.map(\.source) == ranking.images.map(\.source))
        for (own, other) in zip(evaluation.images, ranking.images) {
            #expect(own.predictions.map(\.label) == other.predictions.map(\.label))
            #expect(own.predictions.map(\.similarity) == other.predictions.map(\.similarity))
            #expect(own.predictions.map(\.probability) == other.predictions.map(\.probability))
        }
    }

    @Test func `a table gives the same, with columns in any order and paths from its folder`()
        throws
    {
        _ = try photos()
        let table = try workspace.write(
            """
            id,label,path\r
            1,tabby cat,photos/tabby_cat/1.jpg\r
            2,"Tabby Cat","photos/tabby_cat/deeper/still/2.jpg"\r
            3,rocket,\(path("photos/rocket/3.jpg"))\r
            4,teapot,photos/teapot/4.jpg\r

            """, to: "photos.csv")
        var command = Self.evaluate(table, "--labels", "tabby cat,rocket,teapot")
        command.folder = FileManager.default.temporaryDirectory
        let report = try command.run().evaluation()
        #expect(report.metrics.top1.count == 3 && report.metrics.top1.of == 4)
        #expect(report.images.map(\.answer) == ["tabby cat", "tabby cat", "rocket", "teapot"])
    }

    @Test func `labels of more classes than there are folders are candidates too`() throws {
        let result = try Self.evaluate(
            photos(), "--labels", "Rocket,tabby cat,teapot,horse,bullfrog,rose"
        ).run()
        let report = try result.evaluation()
        #expect(report.labels.count == 6)
        #expect(report.images.first?.answer == "Rocket")
        #expect(report.metrics.top5?.of == 4)
        #expect(report.notices.contains { $0.code == "classes-without-images" })
    }

    @Test func `images that no label is right for count for no accuracy`() throws {
        let folder = try photos()
        try workspace.photo("coffee.jpg", as: "photos/Other/5.jpg")
        let report = try Self.evaluate(folder, "--none-label", "other").run().evaluation()
        #expect(report.labels == ["rocket", "tabby cat", "teapot"])
        #expect(report.metrics.top1.of == 4)
        #expect(report.counts.none == 1)
        #expect(report.images.first?.answer == nil)
        #expect(report.metrics.noneSeparation != nil)
    }

    @Test func `what is left out is said`() throws {
        let folder = try photos()
        try workspace.photo(as: "photos/beside.jpg")
        try workspace.write("x", to: "photos/notes.txt")
        try workspace.write("x", to: "photos/rocket/notes.txt")
        try workspace.photo(as: "photos/n01440764/6.jpg")
        let notices = try Self.evaluate(folder).run().evaluation().notices
        let messages = Dictionary(notices.map { ($0.code, $0.message) }) { $1 }
        #expect(messages["images-outside-classes"]?.contains("1 image lies beside") == true)
        #expect(messages["other-files-skipped"]?.contains("2 other files") == true)
        #expect(messages["labels-are-identifiers"]?.contains("'n01440764'") == true)
        #expect(messages["top-5-left-out"] != nil && messages["few-images"] != nil)
    }

    @Test func `an image that cannot be read is a row with an error, and measured nowhere`() throws
    {
        let folder = try photos()
        try workspace.write("no image", to: "photos/teapot/bad.jpg")
        let result = try Self.evaluate(folder).run()
        #expect(result.status == 4)
        let report = try result.evaluation()
        #expect(report.counts.failed == 1)
        #expect(report.metrics.top1.of == 4)
        #expect(report.images.filter { $0.error != nil }.map(\.path) == ["teapot/bad.jpg"])
        let text = try Self.evaluate(folder, format: "text").run()
        #expect(text.status == 4)
        #expect(text.standardOutput.contains("1 failed and left out of every number"))
    }

    // MARK: - Forms

    @Test func `text names the numbers, and the page needs nothing else`() throws {
        let folder = try photos()
        let text = try Self.evaluate(folder, format: "text").run()
        #expect(text.status == 0)
        #expect(text.standardOutput.contains("Top-1        75.0 %, 3 of 4 (95 %: 30.1 to 95.4 %)"))
        #expect(text.standardOutput.contains("teapot"))
        let page = path("page.html")
        let html = try Self.evaluate(folder, "--output", page, format: "html").run()
        #expect(html.status == 0 && html.standardOutput == "")
        let content = try String(contentsOfFile: page, encoding: .utf8)
        #expect(content.hasPrefix("<!DOCTYPE html>") && content.hasSuffix("</html>\n"))
        #expect(!content.contains("http:") && !content.contains("https:"))
    }

    // MARK: - Comparisons

    @Test func `variants are compared on the same images`() throws {
        let prompts = try workspace.write(
            """
            {"tabby cat": ["A striped cat."], "teapot": ["A pot for tea."], "rocket": ["A rocket."],
             "horse": ["A horse."]}
            """, to: "cupl.json")
        let report = try Self.evaluate(
            photos(), "--compare", "template-set=hf", "--compare",
            "prompts=\(prompts),with-templates,averaging=raw", "--compare",
            "template=a {}, up close,template=a {}"
        ).run().evaluation()
        #expect(report.variants.map(\.averaging) == ["normalized", "raw", "normalized"])
        #expect(report.variants.map(\.prompts) == [3, 12, 6])
        #expect(report.variants[0].templates == ["This is a photo of {}."])
        #expect(report.variants[1].promptsFile == prompts)
        #expect(report.variants[1].templates.count == 3)
        #expect(report.variants[2].templates == ["a {}, up close", "a {}"])
        for variant in report.variants {
            let pairs = variant.accuracy
            #expect(
                pairs.bothRight + pairs.onlyFirstRight + pairs.onlySecondRight + pairs.bothWrong
                    == 4)
            #expect(pairs.bothRight + pairs.onlyFirstRight == 3)
            #expect(variant.top1.count == pairs.bothRight + pairs.onlySecondRight)
        }
        #expect(report.notices.contains { $0.code == "classes-left-out" })
        #expect(report.notices.contains { $0.code == "prompts-chosen-on-images" })
    }

    @Test func `a variant measures what a run with its options measures`() throws {
        let folder = try photos()
        let compared = try Self.evaluate(folder, "--compare", "template=a blurry {}").run()
            .evaluation()
        let alone = try Self.evaluate(folder, "--template", "a blurry {}").run().evaluation()
        #expect(compared.variants.first?.top1.count == alone.metrics.top1.count)
        #expect(compared.variants.first?.top1.of == alone.metrics.top1.of)
    }

    @Test func `a variant with sentences fills its templates with the labels' other names`() throws
    {
        let labels = try workspace.write(
            #"""
            [{"label": "tabby cat", "names": ["cat", "kitten"]}, {"label": "rocket"},
            {"label": "teapot", "names": ["kettle"]}]
            """#, to: "labels.json")
        let prompts = try workspace.write(
            #"{"tabby cat": ["A cat."], "rocket": ["A rocket."], "teapot": ["A teapot."]}"#,
            to: "sentences.json")
        let report = try Self.evaluate(
            photos(), "--labels-file", labels, "--template", "a {}", "--compare",
            "prompts=\(prompts),with-templates"
        ).run().evaluation()
        // Four names in one template, and three sentences.
        #expect(report.variants.map(\.prompts) == [7])
    }

    @Test func `an evaluation is compared with one that was kept`() throws {
        let folder = try photos()
        let first = path("a.json")
        _ = try Self.evaluate(folder, "--output", first).run()
        let second = path("b.json")
        let result = try Self.evaluate(
            folder, "--template", "{}", "--baseline", first, "--output", second
        ).run()
        #expect(result.status == 0, "\(result.standardError)")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: second)))
                as? [String: Any])
        let comparison = try #require(object["comparison"] as? [String: Any])
        #expect(comparison["images"] as? Int == 4)
        #expect(comparison["scores"] is [String: Any])

        let kept = try Command("evaluate", second, "--baseline", first).run()
        #expect(kept.status == 0)
        #expect(kept.standardOutput.contains("top-1"))
        #expect(kept.standardOutput.contains(" ECE "))
    }

    @Test func `scores of another checkpoint are refused, its accuracy is not`() throws {
        let folder = try photos()
        let first = path("a.json")
        _ = try Self.evaluate(folder, "--output", first).run()
        let text = try String(contentsOfFile: first, encoding: .utf8)
        let fingerprint = try #require(text.firstMatch(of: /"fingerprint": "([0-9a-f]{64})"/)).1
        let other = String(repeating: "e", count: 64)
        let second = try workspace.write(text.replacing(fingerprint, with: other), to: "b.json")

        let ranks = try Command("evaluate", second, "--baseline", first).run()
        #expect(ranks.status == 0)
        #expect(ranks.standardOutput.contains("Scores are not compared"))
        for measure in ["similarity", "probability"] {
            let refused = try Command("evaluate", second, "--baseline", first, "--by", measure)
                .run()
            #expect(refused.status == 3 && refused.standardOutput == "")
            #expect(refused.standardError.hasPrefix("refused (cross-checkpoint): "))
            #expect(refused.standardError.contains(other))
            let running = try Self.evaluate(folder, "--baseline", second, "--by", measure).run()
            #expect(running.status == 3 && running.standardOutput == "")
        }
    }

    // MARK: - What is refused, and wrong usage

    @Test func `labels are judged before anything is computed`() throws {
        try workspace.photo(as: "faces/asian_person/1.jpg")
        try workspace.photo(as: "faces/white_person/2.jpg")
        let restricted = try Self.evaluate(path("faces")).run()
        #expect(restricted.status == 3)
        #expect(restricted.standardError.contains("restricted-protected"))
        try workspace.photo(as: "one/tabby_cat/1.jpg")
        let single = try Self.evaluate(path("one")).run()
        #expect(single.status == 3 && single.standardError.contains("too-few-labels"))
        let unnamed = try Command("evaluate", try photos()).run()
        #expect(unnamed.status == 3 && unnamed.standardError.contains("checkpoint-unspecified"))
        let people = try Self.evaluate(try photos(), "--contains-people").run()
        #expect(people.status == 3 && people.standardError.contains("people-without-policy"))
    }

    @Test func `a variant's prompts are judged as the run's own are`() throws {
        let variant = ["--compare", "template={} is the diagnosis of this patient"]
        let result = try Command(
            ["evaluate", try photos(), "--checkpoint", "demo"] + variant
        ).run()
        #expect(result.status == 3)
        #expect(result.standardError.hasPrefix("refused (restricted-medical)"))
        // All reasons at once: judged before a checkpoint is opened.
        let unnamed = try Command(["evaluate", try photos()] + variant).run()
        #expect(unnamed.status == 3)
        #expect(unnamed.standardError.contains("Also restricted-medical"))
    }

    private func expectUsage(
        _ command: Command, _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try command.run()
        #expect(result.status == 2, "\(result.standardError)", sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        #expect(
            result.standardError.contains(sentence), "\(result.standardError)",
            sourceLocation: sourceLocation)
    }

    @Test func `what holds no labelled images`() throws {
        try expectUsage(Self.evaluate(path("none")), "there is no such file or folder")
        let photo = try workspace.photo(as: "flat/1.jpg")
        try expectUsage(Self.evaluate(path("flat")), "holds no folders, only 1 image")
        try expectUsage(Self.evaluate(photo), "is an image")
        try workspace.write("x", to: "empty/owl/notes.txt")
        try expectUsage(Self.evaluate(path("empty")), "hold no images")
        let table = try workspace.write("path,label\n1.jpg,owl\n\"2.jpg,fox\n", to: "open.csv")
        try expectUsage(Self.evaluate(table), "open.csv: line 3, character 1: ")
    }

    @Test func `folders that are not among the labels`() throws {
        try expectUsage(
            Self.evaluate(try photos(), "--labels", "taby cat,rocket"),
            "'tabby_cat' (did you mean 'taby cat'?), 'teapot' are not among the 2 labels")
        try expectUsage(
            Self.evaluate(try photos(), "--none-label", "nothing"), "nothing is named 'nothing'")
    }

    @Test(arguments: [
        ("templates=hf", "'templates' is no setting"), ("template-set=", "has no value"),
        ("averaging=mean", "not normalized or raw"), ("with-templates", "goes with prompts"),
        ("template-set=none", "neither a template set nor a file"),
    ])
    func `a variant that cannot be tried`(variant: String, sentence: String) throws {
        try expectUsage(Self.evaluate(try photos(), "--compare", variant), sentence)
    }

    @Test func `a prompts file without one of the labels`() throws {
        let prompts = try workspace.write(
            #"{"tabby cats": ["A cat."], "rocket": ["A rocket."], "teapot": ["A pot."]}"#,
            to: "cupl.json")
        try expectUsage(
            Self.evaluate(try photos(), "--compare", "prompts=\(prompts)"),
            "has no sentences for 'tabby cat' (did you mean 'tabby cats'?)")
    }

    @Test func `baselines that cannot be used`() throws {
        let folder = try photos()
        try expectUsage(Self.evaluate(folder, "--by", "rank"), "--by goes with --baseline")
        let first = path("a.json")
        _ = try Self.evaluate(folder, "--output", first).run()
        try expectUsage(Self.evaluate(first), "--baseline")
        try expectUsage(
            Self.evaluate(first, "--baseline", first, format: "html"), "--format html")
        try expectUsage(
            Self.evaluate(folder, "--labels", "tabby cat,rocket,teapot,owl", "--baseline", first),
            "only the second has 'owl'")
        try FileManager.default.removeItem(atPath: folder + "/teapot/4.jpg")
        try expectUsage(
            Self.evaluate(folder, "--baseline", first), "only the first has 'teapot/4.jpg'")
    }
}

/// The parts of an evaluation that tests look at.
private struct Evaluation: Decodable {
    let labels: [String]
    let counts: Counts
    let metrics: Metrics
    let classes: [Class]
    let mistakes: [Mistake]
    let variants: [Variant]
    let images: [Image]
    let notices: [JSONReport.Notice]

    struct Counts: Decodable {
        let none: Int
        let failed: Int
    }

    struct Share: Decodable {
        let count: Int
        let of: Int
    }

    struct Metrics: Decodable {
        let top1: Share
        let top5: Share?
        let noneSeparation: Double?
    }

    struct Class: Decodable {
        let recall: Share
        let precision: Share
    }

    struct Mistake: Decodable {
        let path: String
    }

    struct Variant: Decodable {
        let templates: [String]
        let promptsFile: String?
        let averaging: String
        let prompts: Int
        let top1: Share
        let accuracy: Pairs
    }

    struct Pairs: Decodable {
        let bothRight: Int
        let onlyFirstRight: Int
        let onlySecondRight: Int
        let bothWrong: Int
    }

    struct Image: Decodable {
        let path: String
        let source: String
        let answer: String?
        let predictions: [JSONReport.Prediction]
        let error: JSONReport.Failure?
    }
}

extension Command.Result {
    /// The standard output as an evaluation.
    fileprivate func evaluation(
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Evaluation {
        do {
            return try JSONDecoder().decode(Evaluation.self, from: Data(standardOutput.utf8))
        } catch {
            Issue.record(
                "no evaluation: \(error)\n\(standardOutput)\n\(standardError)",
                sourceLocation: sourceLocation)
            throw error
        }
    }
}
