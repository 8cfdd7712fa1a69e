/// An evaluation for people: what it measured, then where it went wrong, then what it ran with.
struct EvaluationText {
    /// Classes with the lowest recall that are shown, unless there are few more than that.
    private static let shownClasses = 20
    private static let shownPairs = 10
    private static let shownMistakes = 10
    /// Where labels begin in the table of mistakes.
    private static let pathIndent = 25

    private let report: EvaluationReport
    private var metrics: EvaluationMetrics { report.metrics }
    private var labels: [String] { report.classes.labels }
    private let style: TextStyle

    init(_ report: EvaluationReport, style: TextStyle) {
        self.report = report
        self.style = style
    }

    var text: String {
        var page = TextPage(style: style)
        page.title(report.input.path, report.countsLine)
        addMeasures(to: &page)
        addReliability(to: &page)
        addClasses(to: &page)
        addMistakes(to: &page)
        addVariants(to: &page)
        if let comparison = report.comparison {
            page.rule()
            comparison.add(to: &page)
        }
        addFailures(to: &page)
        addRun(to: &page)
        return page.text
    }

    private func addMeasures(to page: inout TextPage) {
        page.section("Top-1", [metrics.top1.line])
        if let top5 = metrics.top5 { page.section("Top-5", [top5.line]) }
        if let recall = metrics.meanRecall {
            page.section("Per class", ["mean recall \(recall.percent)"])
        }
        if let rank = metrics.meanReciprocalRank {
            page.section(
                "Rank", ["mean reciprocal rank of the right label \(rank.text(digits: 3))"])
        }
        page.section("Calibration", [report.calibrationLine])
        page.section("Risk", [report.riskLine])
        let curve = metrics.riskCoverage.points(answering: [0.25, 0.5, 0.75, 0.9, 1])
        if !curve.isEmpty {
            let rows = curve.map { point in
                [
                    point.coverage.percent, point.risk.percent,
                    Double(point.confidence).text(digits: 3),
                ]
            }
            page.section(
                "",
                lines: page.table(
                    ["answered", "wrong", "\(report.run.scoring.proxyKind.rawValue) from"],
                    rows, texts: []))
        }
        page.section("Threshold", [report.thresholdLine])
        if let line = report.noneLine { page.section("None of them", [line]) }
        if let learnt = report.learnt { page.section("Learnt", learnt.sentences) }
    }

    private func addReliability(to page: inout TextPage) {
        let rows = metrics.reliability.bins.filter { $0.right.total > 0 }.map { bin in
            [
                "\(bin.lower.text(digits: 2)) to \(bin.upper.text(digits: 2))",
                "\(bin.right.total)",
                bin.meanProbability.map { $0.percent } ?? "",
                bin.right.value.map { $0.percent } ?? "",
            ]
        }
        guard !rows.isEmpty else { return }
        page.space()
        page.section(
            "Reliability",
            lines: page.table(["top-1 probability", "images", "mean", "right"], rows, texts: []))
    }

    private func addClasses(to page: inout TextPage) {
        let results = labels.indices.map { (label: labels[$0], result: metrics.classResults[$0]) }
        let isShort = results.count <= Self.shownClasses + 5
        let shown =
            isShort
            ? results
            : Array(
                report.classesByRecall.map { results[$0] }
                    .filter { $0.result.recall.total > 0 }
                    .prefix(Self.shownClasses))
        let rows = shown.map { label, result in
            [
                label, "\(result.recall.total)", result.recall.value?.percent ?? "-",
                result.recall.interval?.percent ?? "-",
                result.precision.value?.percent ?? "-",
            ]
        }
        guard !rows.isEmpty else { return }
        page.space()
        page.section(
            "Classes",
            lines: page.table(
                ["label", "images", "recall", "95 % interval", "precision"], rows, texts: [0])
                + (isShort
                    ? []
                    : [
                        "The \(shown.count) of \(results.count) with the lowest recall; JSON and "
                            + "HTML have all."
                    ]))
    }

    private func addMistakes(to page: inout TextPage) {
        let pairs = metrics.confusion.confusions
        guard !pairs.isEmpty else { return }
        page.space()
        page.section(
            "Confusions",
            lines: page.table(
                ["images", "right label", "first place"],
                pairs.prefix(Self.shownPairs).map { pair in
                    ["\(pair.count)", labels[pair.answer], labels[pair.predicted]]
                }, texts: [1, 2]))
        page.space()
        let mistakes = metrics.mistakes.prefix(Self.shownMistakes)
        let table = page.table(
            ["probability", "similarity", "right label", "first place"],
            mistakes.map { mistake in
                [
                    Double(mistake.best.probability).percent,
                    mistake.best.similarity.text(digits: 3),
                    labels[mistake.answer], labels[mistake.predicted],
                ]
            }, texts: [2, 3])
        // Paths on lines of their own: cut ones could not be opened.
        let paths = mistakes.map { mistake in
            style.paint(
                TerminalText.blanks(Self.pathIndent)
                    + TerminalText.safe(report.images[mistake.image].path), .dim)
        }
        page.section(
            "Mistakes", lines: [table[0]] + zip(table.dropFirst(), paths).flatMap { [$0, $1] })
    }

    private func addVariants(to page: inout TextPage) {
        guard !report.variants.isEmpty else { return }
        let own = ["this run", metrics.top1.value?.percent ?? "-", "", "", ""]
        let rows = report.variants.map { variant in
            [
                variant.name, variant.top1.value?.percent ?? "-",
                variant.accuracy.difference?.signedPoints ?? "-",
                variant.accuracy.interval?.points ?? "-", variant.accuracy.pValue.chance,
            ]
        }
        page.space()
        page.section(
            "Variants",
            lines: page.table(
                ["prompts", "top-1", "points", "95 % interval", "p"], [own] + rows, texts: [0]))
        page.section("", [VariantResult.reading])
    }

    private func addFailures(to page: inout TextPage) {
        let failures = report.images.filter { $0.failure != nil }
        guard !failures.isEmpty else { return }
        page.space()
        page.section(
            "Errors",
            failures.prefix(20).map { "\($0.source): \($0.failure?.message ?? "")" }
                + (failures.count > 20 ? ["and \(failures.count - 20) more"] : []), bullet: "- ")
    }

    private func addRun(to page: inout TextPage) {
        let run = report.run
        page.rule()
        page.section("Checkpoint", [run.checkpoint.line])
        page.section("Parity", [run.parity.line])
        if !run.templates.isEmpty { page.section("Templates", run.templates) }
        if let file = run.promptsFile { page.section("Sentences", [file]) }
        page.section("Prompts", [run.promptsLine])
        page.section("Scores", [run.scoringLine])
        if run.people.declared || run.people.consentPolicy != nil {
            page.section("People", [run.people.line])
        }
        page.section("Intervals", [EvaluationReport.intervalsLine])
        page.section("Time", [report.timeLine])
        page.section("Memory", [report.memoryLine])
        page.section("Notices", report.notices.map(\.message), bullet: "- ")
        page.section("Read next", [RunReport.readNext])
    }
}
