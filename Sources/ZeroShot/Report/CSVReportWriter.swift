/// Writes one row for each prediction, and one for each image that failed (RFC 4180).
struct CSVReportWriter: ReportWriter {
    private let sink: ByteSink
    private var further: [FurtherColumn] = []

    init(sink: @escaping ByteSink) {
        self.sink = sink
    }

    mutating func begin(_ run: RunReport) throws {
        further = FurtherColumn.of(run)
        try write([
            ["source", "rank", "label", "similarity", "probability", "flag"]
                + further.map(\.rawValue) + ["error"]
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
                        confidence.flag.rawValue,
                    ] + further.map { $0.field(of: prediction, image) } + [""]
                }
            )
        case .failed(let failure):
            try write([
                [image.source, "", "", "", "", ""] + further.map { _ in "" }
                    + ["\(failure.code): \(failure.message)"]
            ])
        }
    }

    func finish(_ summary: RunSummary) throws {}

    private func write(_ rows: [[String]]) throws {
        let lines = rows.map { $0.map(Self.field).joined(separator: ",") + "\r\n" }
        try sink(Array(lines.joined().utf8))
    }

    /// A text as one field, in quotes where it needs them.
    static func field(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { ["\"", ",", "\r", "\n"].contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}

/// Columns that only some runs have.
private enum FurtherColumn: String {
    case abstention
    case supportLogit
    case decision

    static func of(_ run: RunReport) -> [FurtherColumn] {
        (run.mayAbstain ? [.abstention] : []) + (run.support == nil ? [] : [.supportLogit])
            + (run.decisions == nil ? [] : [.decision])
    }

    func field(of prediction: Prediction, _ image: ImageReport) -> String {
        switch self {
        case .abstention: image.abstention?.reason.rawValue ?? ""
        case .supportLogit: prediction.supportLogit.map { "\($0)" } ?? ""
        case .decision: prediction.decision.map { "\($0)" } ?? ""
        }
    }
}
