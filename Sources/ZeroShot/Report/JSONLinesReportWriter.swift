/// Writes one object a line: the run, each image, the summary.
struct JSONLinesReportWriter: ReportWriter {
    private let sink: ByteSink
    private var mayAbstain = false

    init(sink: @escaping ByteSink) {
        self.sink = sink
    }

    mutating func begin(_ run: RunReport) throws {
        mayAbstain = run.mayAbstain
        try write(
            "run", run.membersBeforeImages + run.membersAfterImages(notices: run.notices)
        )
    }

    func add(_ image: ImageReport) throws {
        try write("image", image.members)
    }

    func finish(_ summary: RunSummary) throws {
        try write("summary", summary.members(mayAbstain: mayAbstain))
    }

    private func write(_ type: String, _ members: [OrderedJSON.Member]) throws {
        let type = OrderedJSON.Member(name: "type", value: .string(type))
        try sink(Array((OrderedJSON.object([type] + members).description + "\n").utf8))
    }
}
