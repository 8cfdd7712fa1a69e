/// Writes one row for each prediction, and one for each image that failed (RFC 4180).
struct CSVReportWriter: ReportWriter {
    private let sink: ByteSink
    private var further: [FurtherColumn] = []

    init(sink: @escaping ByteSink) {
        self.sink = sink
    }

    mutating func begin(_ run: RunReport) throws {
        further = FurtherColumn.of(run)
        var text = CSVText()
        text.add(
            row: ["source", "rank", "label", "similarity", "probability", "flag"]
                + further.map(\.rawValue) + ["error"])
        try sink(text.bytes)
    }

    func add(_ image: ImageReport) throws {
        var text = CSVText()
        switch image.outcome {
        case .ranked(let predictions, let confidence):
            for prediction in predictions {
                text.add(image.source)
                text.add("\(prediction.rank)")
                text.add(prediction.label)
                text.add("\(prediction.similarity)")
                text.add("\(prediction.probability)")
                text.add(confidence.flag.rawValue)
                for column in further { text.add(column.field(of: prediction, image)) }
                text.add("")
                text.endRow()
            }
        case .failed(let failure):
            text.add(
                row: [image.source, "", "", "", "", ""] + further.map { _ in "" }
                    + ["\(failure.code): \(failure.message)"])
        }
        try sink(text.bytes)
    }

    func finish(_ summary: RunSummary) throws {}
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
