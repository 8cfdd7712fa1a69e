/// Writes the report for people: a table for each image, then what holds for all of them.
struct TextReportWriter: ReportWriter {
    private struct Page {
        let run: RunReport
        let table: PredictionTable
    }

    private let style: TextStyle
    private let sink: ByteSink
    private var page: Page?

    init(style: TextStyle, sink: @escaping ByteSink) {
        self.style = style
        self.sink = sink
    }

    mutating func begin(_ run: RunReport) throws {
        page = Page(run: run, table: PredictionTable(run, style: style))
    }

    func add(_ image: ImageReport) throws {
        guard let page else {
            preconditionFailure("a report begins before its images")
        }
        var lines = [title(of: image), ""]
        switch image.outcome {
        case .ranked(let predictions, let confidence):
            lines += page.table.lines(predictions) + [""]
            lines += remark(on: confidence, image.abstention, predictions)
        case .failed(let failure):
            lines += remark("Not ranked (\(failure.code)): \(failure.message)", .red)
        }
        for evidence in image.peopleEvidence {
            lines += remark("People in the metadata: \(evidence)")
        }
        for notice in image.notices {
            // Said by the remark.
            if ["low-confidence", "none-of-these"].contains(notice.code) { continue }
            lines += remark(notice.message, .yellow)
        }
        if let explanation = image.explanation {
            lines += [""] + ExplanationText(style: style).lines(explanation)
        }
        try write(lines + [""])
    }

    func finish(_ summary: RunSummary) throws {
        guard let page else {
            preconditionFailure("a report begins before it ends")
        }
        let run = page.run
        var lines = [style.paint(String(repeating: "─", count: style.width), .dim)]
        lines += section("Checkpoint", [run.checkpoint.line])
        lines += section("Parity", [run.parity.line])
        if !run.templates.isEmpty {
            lines += section("Templates", run.templates)
        }
        if let file = run.promptsFile {
            lines += section("Sentences", [file])
        }
        if let labelSet = run.labelSet {
            lines += section(
                "Label set", ["\(labelSet.path) · sha256 \(labelSet.sha256.prefix(12))"])
        }
        if !run.names.isEmpty {
            lines += section("Names", run.nameLines)
        }
        lines += section("Prompts", [run.promptsLine])
        lines += section("Scores", [run.scoringLine])
        if let support = run.support {
            lines += section("Support", [support.line(labels: run.labels.count)])
        }
        if run.people.declared || run.people.consentPolicy != nil {
            lines += section("People", [run.people.line])
        }
        lines += section("Images", [summary.line(mayAbstain: run.mayAbstain)])
        lines += section("Notices", (run.notices + summary.notices).map(\.message), bullet: "- ")
        lines += section("Read next", [RunReport.readNext])
        try write(lines)
    }

    private func title(of image: ImageReport) -> String {
        let source = style.paint(TerminalText.safe(image.source), .bold)
        guard let size = image.size else { return source }
        return source + style.paint("  \(size.width) × \(size.height)", .dim)
    }

    private func remark(
        on confidence: Confidence, _ abstention: Abstention?, _ predictions: [Prediction]
    ) -> [String] {
        if let abstention {
            return remark(abstention.message, .yellow)
        }
        if predictions.contains(where: { $0.decision != nil }) {
            let passing = predictions.count { $0.decision == true }
            return remark(
                passing == 0
                    ? "No label passes its threshold."
                    : "\(passing) \(passing == 1 ? "label passes" : "labels pass"), marked "
                        + "\(PredictionTable.mark).")
        }
        return remark(on: confidence)
    }

    private func remark(on confidence: Confidence) -> [String] {
        switch confidence.flag {
        case .ok:
            remark(
                "Confidence ok: the top-1 \(confidence.proxy.kind.rawValue) "
                    + "\(confidence.readableValue) is not below the threshold "
                    + "\(confidence.threshold)."
            )
        case .low:
            remark(Notice.lowConfidence(confidence).message, .yellow)
        }
    }

    /// A paragraph under a table, in line with its labels.
    private func remark(_ text: String, _ ink: TextStyle.Ink? = nil) -> [String] {
        let margin = PredictionTable.labelColumn
        return TerminalText.wrap(TerminalText.safe(text), columns: style.width - margin).map {
            TerminalText.blanks(margin) + (ink.map { [text = $0] in style.paint(text, $0) } ?? $0)
        }
    }

    private func section(
        _ heading: String, _ paragraphs: [String], bullet: String = ""
    ) -> [String] {
        Self.section(heading, paragraphs, bullet: bullet, style: style)
    }

    /// A heading in the margin and its paragraphs beside it.
    static func section(
        _ heading: String, _ paragraphs: [String], bullet: String, style: TextStyle
    ) -> [String] {
        let margin = 12
        let width = style.width - margin - bullet.count
        let lines = paragraphs.flatMap { paragraph in
            TerminalText.wrap(TerminalText.safe(paragraph), columns: width).enumerated()
                .map { ($0 == 0 ? bullet : TerminalText.blanks(bullet.count)) + $1 }
        }
        return lines.enumerated().map { index, line in
            let start = TerminalText.fit(index == 0 ? heading : "", columns: margin)
            return style.paint(start, .dim) + line
        }
    }

    private func write(_ lines: [String]) throws {
        try sink(Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}

extension CheckpointSummary {
    var line: String {
        var parts = [id, family, architecture, resolution.text, precision]
        if let revision {
            parts.insert("revision \(revision)", at: 1)
        }
        return parts.joined(separator: " · ") + " · sha256 \(fingerprint.prefix(12))"
    }
}

extension ParityMode {
    var line: String {
        switch self {
        case .huggingFace: "\(rawValue): computed as transformers does"
        case .openCLIP: "\(rawValue): computed as OpenCLIP does"
        }
    }
}

extension RunReport {
    var promptsLine: String {
        let averaged =
            switch averaging {
            case .normalized: "averaged at unit length"
            case .raw: "averaged before normalisation"
            }
        let weighted =
            switch promptWeights {
            case .perPrompt: ""
            case .perSource: "; a label's templates weigh as much as its sentences"
            }
        return "\(prompts.count) for \(labels.count) labels, \(averaged)\(weighted)"
    }

    /// The labels that templates were not filled with, or not alone, and what they were filled with.
    fileprivate var nameLines: [String] {
        let named = zip(labels, names).filter { $1 != [$0] }
        let shown = named.prefix(Self.mostNamed).map { label, names in
            "\(label): \(names.joined(separator: ", "))"
        }
        let others = named.count - shown.count
        return others > 0 ? shown + ["and other names for \(others) more labels"] : shown
    }

    private static let mostNamed = 10
}

extension Scoring {
    func line(labels: Int) -> String {
        switch self {
        case .softmax(let scale):
            "similarity is a cosine; probability is a softmax over these \(labels) labels of "
                + "\(scale.text(digits: 2)) × similarity"
        case .sigmoid(let scale, let bias):
            "similarity is a cosine; probability is a sigmoid of "
                + "\(scale.text(digits: 2)) × similarity "
                + (bias < 0 ? "− " : "+ ") + bias.magnitude.text(digits: 2)
                + ", for each label on its own"
        }
    }
}

extension RunReport.People {
    var line: String {
        let declaration = declared ? "declared in the images" : "not declared"
        return consentPolicy.map { "\(declaration); consent policy: \($0)" } ?? declaration
    }
}

extension RunReport {
    var scoringLine: String {
        let own = scoring.line(labels: labels.count)
        guard let calibration, calibration.changesProbabilities else { return own }
        let shift =
            calibration.shift == 0
            ? "" : " and shifted by \(Float(calibration.shift).text(digits: 3))"
        return own + "; logits are divided by the temperature "
            + Float(calibration.temperature).text(digits: 3) + shift
    }
}

extension RunSummary {
    func line(mayAbstain: Bool) -> String {
        "\(ranked) ranked, \(failed) failed, \(lowConfidence) with low confidence"
            + (mayAbstain ? ", \(abstained) none of these" : "")
    }
}
