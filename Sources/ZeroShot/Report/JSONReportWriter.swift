/// Writes `zeroshot.report/1` as one indented object.
struct JSONReportWriter: ReportWriter {
    private let sink: ByteSink
    private var run: RunReport?
    private var separator = "\n    "

    init(sink: @escaping ByteSink) {
        self.sink = sink
    }

    mutating func begin(_ run: RunReport) throws {
        self.run = run
        let members = run.membersBeforeImages.map { "  \($0.indented(by: 2)),\n" }
        try sink(Array(("{\n" + members.joined() + "  \"images\": [").utf8))
    }

    mutating func add(_ image: ImageReport) throws {
        let element = OrderedJSON.object(image.members).indented(by: 4, from: 4)
        try sink(Array((separator + element).utf8))
        separator = ",\n    "
    }

    mutating func finish(_ summary: RunSummary) throws {
        guard let run else {
            preconditionFailure("a report begins before it ends")
        }
        let members = run.membersAfterImages(notices: run.notices + summary.notices)
            .map { "  " + $0.indented(by: 2) }
        try sink(Array(("\n  ],\n" + members.joined(separator: ",\n") + "\n}\n").utf8))
    }
}
