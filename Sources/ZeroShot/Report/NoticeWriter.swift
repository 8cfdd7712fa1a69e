/// Writes only the notices and failures, for standard error beside `csv` and `hf`.
package struct NoticeWriter: ReportWriter {
    private let sink: ByteSink

    package init(sink: @escaping ByteSink) {
        self.sink = sink
    }

    package func begin(_ run: RunReport) throws {
        try write(run.notices.map { "notice: \($0.message)" })
    }

    package func add(_ image: ImageReport) throws {
        var lines = image.notices.map { "notice: \(image.source): \($0.message)" }
        if let failure = image.failure {
            lines.append("error: \(image.source): \(failure.message)")
        }
        try write(lines)
    }

    package func finish(_ summary: RunSummary) throws {
        try write(summary.notices.map { "notice: \($0.message)" })
    }

    private func write(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        let text = lines.map { TerminalText.safe($0) + "\n" }.joined()
        try sink(Array(text.utf8))
    }
}
