import Testing

@testable import ZeroShot

struct TextReportTests {
    private static func report(
        labels: [String], _ similarities: [Float], scoring: Scoring = .softmax(logitScale: 10),
        source: String = "a.jpg"
    ) throws -> Report {
        let run = RunReport(
            checkpoint: SampleReport.checkpoint,
            classes: ClassPrompts(labels: labels),
            averaging: .normalized,
            parity: .openCLIP,
            truncated: [],
            scoring: scoring
        )
        let image = ImageReport(
            source: source,
            size: ImageReport.Size(width: 2, height: 3),
            ranking: Ranking(
                similarities: similarities, labels: labels, scoring: scoring, top: 5
            ),
            scoring: scoring,
            threshold: 0.2
        )
        return Report(run: run, images: [image])
    }

    private static func tableLines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .dropFirst(2).prefix { !$0.isEmpty }.map(String.init)
    }

    @Test(arguments: [40, 50, 60, 80, 100, 200])
    func `rows are equally wide and never wider than the page`(width: Int) throws {
        let labels = ["owl", "シマフクロウ", "🦉", "an owl with a very long name, longer than most pages"]
        let report = try Self.report(labels: labels, [0.3, 0.2, 0.1, 0])
        let text = try report.text(as: .text, style: TextStyle(width: width, ansi: false))
        let lines = Self.tableLines(text)
        #expect(lines.count == 5)
        #expect(Set(lines.map(TerminalText.columns)).count == 1)
        for line in text.split(separator: "\n") {
            #expect(TerminalText.columns(String(line)) <= width)
        }
    }

    @Test func `a page narrower than a table is taken as 40 columns`() {
        #expect(TextStyle(width: 0, ansi: false).width == 40)
    }

    @Test func `nothing is coloured unless asked, and colour changes no text`() throws {
        let report = try SampleReport.report()
        let plain = try report.text(as: .text, style: TextStyle(width: 80, ansi: false))
        let coloured = try report.text(as: .text, style: TextStyle(width: 80, ansi: true))
        #expect(!plain.unicodeScalars.contains("\u{1B}"))
        #expect(coloured.contains("\u{1B}[1mowl.jpg\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[33mLow confidence"))
        #expect(coloured.contains("\u{1B}[31mNot ranked"))
        #expect(coloured.replacing(/\u{1B}\[[0-9]+m/, with: "") == plain)
    }

    @Test func `labels, names and failures cannot command the terminal`() throws {
        let hostile = "\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}evil\r\n"
        var report = try Self.report(labels: [hostile, "b"], [0.5, 0.4], source: hostile)
        report = Report(
            run: report.run,
            images: report.images + [
                ImageReport(
                    source: hostile,
                    failure: ImageReport.Failure(code: hostile, message: hostile),
                    peopleEvidence: [hostile]
                )
            ]
        )
        for format in [ReportFormat.text, .json, .jsonl, .hf] {
            let text = try report.text(as: format, style: TextStyle(width: 200, ansi: false))
            let controls = text.unicodeScalars.filter {
                $0.properties.generalCategory == .control && $0 != "\n"
            }
            #expect(controls.isEmpty)
        }
        let text = try report.text(as: .text, style: TextStyle(width: 200, ansi: false))
        #expect(text.contains("\\u{1b}]0;owned\\u{7}\\u{9b}31m\\u{202e}evil\\u{d}\\u{a}"))
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `a probability that rounding would call 0 or 100 percent is not called so`() throws {
        let text = try Self.report(
            labels: ["owl", "fox"], [0.9, 0.1], scoring: .softmax(logitScale: 12)
        ).text(as: .text)
        let lines = Self.tableLines(text)
        #expect(lines[1].contains(" >99.9 %"))
        #expect(lines[2].contains("  <0.1 %"))
    }

    @Test func `a certain probability is 100 percent and an impossible one 0`() throws {
        let text = try Self.report(
            labels: ["owl", "fox"], [1, -1], scoring: .softmax(logitScale: 1000)
        ).text(as: .text)
        let lines = Self.tableLines(text)
        #expect(lines[1].contains(" 100.0 %"))
        #expect(lines[2].contains("   0.0 %"))
    }

    @Test func `the small probabilities of sigmoids get three decimals`() throws {
        // sigmoid(10 * 0.1 - 7) = 0.247 %, sigmoid(-17) = 0.000004 %
        let text = try Self.report(
            labels: ["owl", "fox"], [0.1, -1], scoring: .sigmoid(logitScale: 10, logitBias: -7)
        ).text(as: .text)
        let lines = Self.tableLines(text)
        #expect(lines[1].contains(" 0.247 %"))
        #expect(lines[2].contains("<0.001 %"))
        #expect(
            text.contains("a sigmoid of 10.00 ×\n            similarity − 7.00, for each label"))
        #expect(text.contains("Low confidence: the top-1 probability 0.002 is below"))
    }

    @Test func `a prompts file without templates is named, and no templates are`() throws {
        let file = try PromptFile(contentsOf: ReportFixture.url("sentences.json"))
        var run = RunReport(
            checkpoint: SampleReport.checkpoint,
            classes: ClassPrompts(file),
            averaging: .raw,
            parity: .openCLIP,
            truncated: [],
            scoring: .softmax(logitScale: 100)
        )
        run.promptsFile = "sentences.json"
        let text = try Report(run: run, images: []).text(as: .text)
        #expect(text.contains("Sentences   sentences.json\n"))
        #expect(text.contains("Prompts     5 for 3 labels, averaged before normalisation\n"))
        #expect(!text.contains("Templates"))
        #expect(!text.contains("People"))
    }

    private static func run(_ labels: String, weights: PromptWeights) throws -> RunReport {
        let list = try LabelList(TextFile(Array(labels.utf8), name: "labels.json"))
        return RunReport(
            checkpoint: SampleReport.checkpoint,
            classes: ClassPrompts(list, weights: weights),
            averaging: .normalized,
            parity: .openCLIP,
            truncated: [],
            scoring: .softmax(logitScale: 100)
        )
    }

    @Test func `other names and weights are said, in text and in JSON`() throws {
        let run = try Self.run(
            #"""
            ["owl", {"label": "cougar", "names": ["cougar", "puma"], "description": "A cat."}]
            """#, weights: .perSource
        )
        let report = Report(run: run, images: [])
        let text = try report.text(as: .text)
        #expect(text.contains("\nNames       cougar: cougar, puma\n"))
        #expect(
            text.contains(
                "\nPrompts     10 for 2 labels, averaged at unit length; a label's templates weigh"
                    + "\n            as much as its sentences\n"))
        let json = try report.text(as: .json)
        #expect(json.contains(#"  "names": [["owl"], ["cougar", "puma"]],"#))
        #expect(json.contains("\n  \"promptWeights\": \"per-source\",\n"))
    }

    @Test func `many other names are cut short, and usual runs say nothing of either`() throws {
        let labels = (1...12).map { #"{"label": "l\#($0)", "names": ["n\#($0)"]}"# }
        let many = try Self.run("[\(labels.joined(separator: ","))]", weights: .perPrompt)
        let text = try Report(run: many, images: []).text(as: .text)
        #expect(
            text.contains("            l10: n10\n            and other names for 2 more labels\n"))
        let usual = try Self.run(#"["fox", "owl"]"#, weights: .perPrompt)
        let json = try Report(run: usual, images: []).text(as: .json)
        #expect(!json.contains("names") && !json.contains("promptWeights"))
        #expect(!(try Report(run: usual, images: []).text(as: .text)).contains("Names"))
    }
}
