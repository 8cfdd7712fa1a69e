/// Writes one row for each prediction, and one for each image that failed (RFC 4180).
struct CSVReportWriter: ReportWriter {
    private let sink: ByteSink

    init(sink: @escaping ByteSink) {
        self.sink = sink
    }

    func begin(_ run: RunReport) throws {
        try write([
            ["source", "rank", "label", "similarity", "probability", "flag", "error"]
        ])
    }

    func add(_ image: ImageReport) throws {
        switch image.outcome {
        case .ranked(let predictions, let confidence):
            try write(
                predictions.map { prediction in
                    [
                        image.source, "\(prediction.rank)", prediction.label,
                        "\(prediction.similarity)", "\(prediction.probability)",
                        confidence.flag.rawValue, "",
                    ]
                }
            )
        case .failed(let failure):
            try write([
                [image.source, "", "", "", "", "", "\(failure.code): \(failure.message)"]
            ])
        }
    }

    func finish(_ summary: RunSummary) throws {}

    private func write(_ rows: [[String]]) throws {
        let lines = rows.map { $0.map(Self.field).joined(separator: ",") + "\r\n" }
        try sink(Array(lines.joined().utf8))
    }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { ["\"", ",", "\r", "\n"].contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
