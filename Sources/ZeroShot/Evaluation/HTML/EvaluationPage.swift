/// An evaluation as one page that needs nothing else.
struct EvaluationPage {
    /// Mistakes that are shown; a caller makes thumbnails for these.
    static let shownMistakes = 24
    /// Classes that are shown before the rest is folded up.
    private static let openClasses = 40
    private static let shownPairs = 50
    private static let shownFailures = 100

    private let report: EvaluationReport
    private let thumbnails: [Int: String]
    private var metrics: EvaluationMetrics { report.metrics }
    private var labels: [String] { report.classes.labels }

    init(_ report: EvaluationReport, thumbnails: [Int: String]) {
        self.report = report
        self.thumbnails = thumbnails
    }

    /// Writes the page, section by section.
    func write(to sink: ByteSink) throws {
        for part in [
            head, cards, reliability, risk, learnt, classes, confusions, mistakes, variants,
            comparison, failures, run,
        ] {
            try sink(Array(part.utf8))
        }
    }

    private var head: String {
        let title = "Evaluation of " + Markup.escaped(report.input.path)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            img-src data:; style-src 'unsafe-inline'">
            <title>\(title)</title>
            <style>
            \(EvaluationStyle.css)
            </style>
            </head>
            <body>
            <main>
            <h1>Evaluation of \(Markup.text(report.input.path))</h1>
            <p class="soft">\(Markup.escaped(report.countsLine)). \(Markup.escaped(report.run.checkpoint.line))</p>

            """
    }

    private var cards: String {
        func card(_ name: String, _ value: String?, _ detail: String) -> String {
            "<p class=\"card\"><span>\(name)</span><strong>\(value ?? "–")</strong>"
                + "<span>\(detail)</span></p>\n"
        }
        func card(_ name: String, _ proportion: Proportion) -> String {
            card(
                name, proportion.value?.percent,
                proportion.counts + (proportion.interval.map { ", 95 %: \($0.percent)" } ?? ""))
        }
        var cards = card("Top-1 accuracy", metrics.top1)
        if let top5 = metrics.top5 { cards += card("Top-5 accuracy", top5) }
        cards += card("Mean recall", metrics.meanRecall?.percent, "per class")
        cards += card(
            "Mean reciprocal rank", metrics.meanReciprocalRank?.text(digits: 3),
            "of the right label")
        cards += card(
            "Calibration error (ECE)",
            metrics.reliability.expectedCalibrationError?.text(digits: 3),
            "15 bins of equal width")
        cards += card(
            "Risk-coverage area (AURC)", metrics.riskCoverage.area?.text(digits: 3),
            metrics.riskCoverage.randomArea.map { "\($0.text(digits: 3)) at random" } ?? "")
        let notices = report.notices.map { "<li>\(Markup.escaped($0.message))</li>\n" }.joined()
        return "<div class=\"cards\">\n\(cards)</div>\n"
            + Markup.paragraph(EvaluationReport.intervalsLine)
            + Markup.folded(
                "What to know before reading (\(report.notices.count))",
                "<ul>\n\(notices)</ul>\n", isOpen: true)
    }

    private var reliability: String {
        let plot = ReliabilityPlot(diagram: metrics.reliability)
        return Markup.section(
            "Is the probability right?",
            Markup.paragraph(report.calibrationLine) + plot.svg
                + Markup.paragraph(
                    "Bars: how often first places of that probability were right. Dots stand at "
                        + "their mean probability, with the 95 % interval; on the dashed line they "
                        + "would agree.")
                + Markup.folded("The numbers", plot.table))
    }

    private var risk: String {
        let proxy = report.run.scoring.proxyKind
        let plot = RiskCoveragePlot(curve: metrics.riskCoverage, proxy: proxy)
        return Markup.section(
            "What if only confident images are answered?",
            Markup.paragraph(report.riskLine) + plot.svg
                + Markup.paragraph(
                    "The dashed line is the share of wrong first places among all images.")
                + Markup.paragraph(report.thresholdLine)
                + (report.noneLine.map(Markup.paragraph) ?? "")
                + Markup.folded("The numbers", plot.table))
    }

    private var classes: String {
        let order = report.classesByRecall
        func table(_ indexes: some Sequence<Int>, _ caption: String) -> String {
            Markup.table(
                caption: caption,
                ["label", "images", "recall", "", "95 % interval", "precision", "first places"],
                indexes.map { index in
                    let result = metrics.classResults[index]
                    return [
                        Markup.text(labels[index]), "\(result.recall.total)",
                        result.recall.value?.percent ?? "–", RecallBar(result.recall).svg,
                        result.recall.interval?.percent ?? "–",
                        result.precision.value?.percent ?? "–", "\(result.precision.total)",
                    ]
                })
        }
        let rest = order.dropFirst(Self.openClasses)
        return Markup.section(
            "Classes",
            table(
                order.prefix(Self.openClasses),
                "The lowest recall first; a precision is the share of a label's first places that "
                    + "are right")
                + (rest.isEmpty
                    ? ""
                    : Markup.folded("\(rest.count) more classes", table(rest, "Higher recall"))))
    }

    private var confusions: String {
        let pairs = metrics.confusion.confusions
        let plot = ConfusionPlot(labels: labels, matrix: metrics.confusion)
        guard !pairs.isEmpty else {
            return Markup.section("Confusions", Markup.paragraph("No first place was wrong."))
        }
        let table = Markup.table(
            caption: "Most often first in place of the right label"
                + (pairs.count > Self.shownPairs
                    ? ", the first \(Self.shownPairs) of \(pairs.count) pairs" : ""),
            ["right label", "first place", "images"],
            pairs.prefix(Self.shownPairs).map { pair in
                [
                    Markup.text(labels[pair.answer]), Markup.text(labels[pair.predicted]),
                    "\(pair.count)",
                ]
            })
        let note =
            "With \(labels.count) labels the whole matrix would be too small to see"
            + (labels.count <= EvaluationReport.wholeMatrix ? "; the JSON report holds it." : ".")
        return Markup.section(
            "Confusions", (plot.svg ?? Markup.paragraph(note)) + Markup.folded("The pairs", table))
    }

    private var mistakes: String {
        guard !metrics.mistakes.isEmpty else { return "" }
        let items = metrics.mistakes.prefix(Self.shownMistakes).map { mistake in
            let image = report.images[mistake.image]
            let picture = thumbnails[mistake.image].map {
                "<img src=\"\(Markup.escaped($0))\" alt=\"\(Markup.escaped(image.path))\">"
            }
            return """
                <li class="card">\(picture ?? "")<dl>
                <dt>right label</dt><dd>\(Markup.text(labels[mistake.answer])), rank \(mistake.right.rank)</dd>
                <dt>first place</dt><dd class="no">\(Markup.text(labels[mistake.predicted]))</dd>
                <dt>probability, similarity</dt>\
                <dd>\(Double(mistake.best.probability).percent), \(mistake.best.similarity.text(digits: 3))</dd>
                </dl><span class="source">\(Markup.text(image.source))</span></li>

                """
        }
        return Markup.section(
            "Most confident mistakes",
            Markup.paragraph(
                "Look at them: some are errors of the labels, some show what the labels leave out.")
                + "<ul class=\"mistakes\">\n\(items.joined())</ul>\n")
    }

    private var variants: String {
        guard !report.variants.isEmpty else { return "" }
        let own = [
            "this run", metrics.top1.value?.percent ?? "–", metrics.top5?.value?.percent ?? "–",
            metrics.meanRecall?.percent ?? "–", "", "", "",
        ]
        let rows = report.variants.map { variant in
            [
                Markup.text(variant.name), variant.top1.value?.percent ?? "–",
                variant.top5?.value?.percent ?? "–", variant.meanRecall?.percent ?? "–",
                variant.accuracy.difference?.signedPoints ?? "–",
                variant.accuracy.interval?.points ?? "–",
                Markup.escaped(variant.accuracy.pValue.chance),
            ]
        }
        return Markup.section(
            "Other prompts on the same images",
            Markup.table(
                caption: "Accuracy, and the difference in points to this run",
                ["prompts", "top-1", "top-5", "mean recall", "points", "95 % interval", "p"],
                [own] + rows)
                + Markup.paragraph(VariantResult.reading))
    }

    private var learnt: String {
        guard let learnt = report.learnt else { return "" }
        return Markup.section(
            "Learnt from these images", learnt.sentences.map(Markup.paragraph).joined())
    }

    private var comparison: String {
        guard let comparison = report.comparison else { return "" }
        return Markup.section(
            "Compared with another evaluation",
            Markup.paragraph("First: " + comparison.first.line)
                + Markup.paragraph("Second: " + comparison.second.line)
                + Markup.table(
                    caption: Markup.escaped(comparison.imagesLine),
                    EvaluationComparison.heading.map(Markup.escaped),
                    comparison.rows.map { $0.map(Markup.escaped) })
                + comparison.notes.map(Markup.paragraph).joined())
    }

    private var failures: String {
        let failures = report.images.filter { $0.failure != nil }
        guard !failures.isEmpty else { return "" }
        return Markup.section(
            "Images that failed",
            Markup.table(
                caption: "\(failures.count) left out of every number"
                    + (failures.count > Self.shownFailures
                        ? "; the first \(Self.shownFailures)" : ""),
                className: "words", ["image", "error"],
                failures.prefix(Self.shownFailures).map { image in
                    [Markup.text(image.source), Markup.text(image.failure?.message ?? "")]
                }))
    }

    private var run: String {
        let run = report.run
        var facts: [(String, String)] = [
            ("Checkpoint", run.checkpoint.line), ("Fingerprint", run.checkpoint.fingerprint),
            ("Parity", run.parity.line),
        ]
        facts += run.templates.map { ("Template", $0) }
        if let file = run.promptsFile { facts.append(("Sentences", file)) }
        facts += [
            ("Prompts", run.promptsLine), ("Scores", run.scoringLine),
        ]
        if run.people.declared || run.people.consentPolicy != nil {
            facts.append(("People", run.people.line))
        }
        facts += [
            ("Time", report.timeLine), ("Memory", report.memoryLine),
            ("Read next", RunReport.readNext),
        ]
        let list = facts.map { "<dt>\($0)</dt><dd>\(Markup.text($1))</dd>\n" }.joined()
        return Markup.section("The run", "<dl class=\"run\">\n\(list)</dl>\n")
            + "</main>\n</body>\n</html>\n"
    }
}

/// A recall as a bar with its interval.
private struct RecallBar {
    private static let width = 144.0
    private let recall: Proportion

    init(_ recall: Proportion) {
        self.recall = recall
    }

    var svg: String {
        guard let value = recall.value, let interval = recall.interval else { return "" }
        func x(_ share: Double) -> String { Markup.number(share * Self.width) }
        return "<svg class=\"bar\" viewBox=\"0 0 144 16\" aria-hidden=\"true\">"
            + "<rect class=\"track\" width=\"144\" height=\"16\"/>"
            + "<rect class=\"solid\" width=\"\(x(value))\" height=\"16\" fill-opacity=\".6\"/>"
            + "<path class=\"whisker\" d=\"M\(x(interval.lowerBound)) 8 "
            + "L\(x(interval.upperBound)) 8\"/></svg>"
    }
}
