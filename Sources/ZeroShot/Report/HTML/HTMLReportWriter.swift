/// Writes one page that needs nothing else: styles, script and thumbnails are in it.
///
/// Nothing of an image is kept once it is written. What has been written is a page that a browser
/// shows, also when the run was interrupted: it then says so.
struct HTMLReportWriter: ReportWriter {
    private let sink: ByteSink
    private var mayAbstain = false

    init(sink: @escaping ByteSink) {
        self.sink = sink
    }

    mutating func begin(_ run: RunReport) throws {
        mayAbstain = run.mayAbstain
        try write(HTMLPage.start(run))
    }

    func add(_ image: ImageReport) throws {
        try write(HTMLImage.card(image))
    }

    func finish(_ summary: RunSummary) throws {
        try write(HTMLPage.end(summary, mayAbstain: mayAbstain))
    }

    private func write(_ text: String) throws {
        try sink(Array(text.utf8))
    }
}
