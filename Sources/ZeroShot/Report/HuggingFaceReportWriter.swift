/// Writes what the zero-shot image classification pipeline of transformers returns, as JSON.
///
/// One image gives its list of scores, several a list of such lists; a failed image is null.
/// Scores have the digits that Python prints for them: those of the float32 value widened to 64
/// bits.
struct HuggingFaceReportWriter: ReportWriter {
    private let inputs: ReportFormat.Inputs
    private let sink: ByteSink
    private var separator = "\n"

    init(inputs: ReportFormat.Inputs, sink: @escaping ByteSink) {
        self.inputs = inputs
        self.sink = sink
    }

    func begin(_ run: RunReport) throws {
        switch inputs {
        case .one: break
        case .several: try sink(Array("[".utf8))
        }
    }

    mutating func add(_ image: ImageReport) throws {
        let scores = Self.scores(of: image).description
        switch inputs {
        case .one: try sink(Array((scores + "\n").utf8))
        case .several: try sink(Array((separator + scores).utf8))
        }
        separator = ",\n"
    }

    func finish(_ summary: RunSummary) throws {
        switch inputs {
        case .one: break
        case .several: try sink(Array("\n]\n".utf8))
        }
    }

    private static func scores(of image: ImageReport) -> OrderedJSON {
        switch image.outcome {
        case .ranked(let predictions, _):
            .array(
                predictions.map { prediction in
                    [
                        "score": .double(Double(prediction.probability)),
                        "label": .string(prediction.label),
                    ]
                }
            )
        case .failed: .null
        }
    }
}
