/// Takes the bytes of a report as they are written; what it throws ends the run.
public typealias ByteSink = (_ bytes: [UInt8]) throws -> Void

/// Writes a report piece by piece: nothing of an image is kept once it is written.
///
/// Each call hands the sink whole lines, or whole elements of a list, so that what has been
/// written stays readable when a run is interrupted.
public protocol ReportWriter {
    /// Writes what comes before the images.
    ///
    /// - Throws: what the sink throws.
    mutating func begin(_ run: RunReport) throws

    /// Writes one image.
    ///
    /// - Throws: what the sink throws.
    mutating func add(_ image: ImageReport) throws

    /// Writes what comes after the images.
    ///
    /// - Throws: what the sink throws.
    mutating func finish(_ summary: RunSummary) throws
}

/// The forms a report can be written in.
public enum ReportFormat: String, Sendable, CaseIterable {
    /// For people: tables with bars.
    case text
    /// One object, indented.
    case json
    /// A run line, a line for each image, a summary line.
    case jsonl
    /// RFC 4180, one row for each prediction.
    case csv
    /// One self-contained page with thumbnails, bars and filters.
    case html
    /// What the zero-shot image classification pipeline of Hugging Face returns.
    case hf

    /// What the run was asked to rank; `hf` writes a list of lists for all but a single image.
    public enum Inputs: Sendable {
        /// A single image.
        case one
        /// A folder, or any number of images but one.
        case several
    }

    /// Whether the notices are part of what is written; where not, they belong on standard error.
    package var holdsNotices: Bool {
        switch self {
        case .text, .json, .jsonl, .html: true
        case .csv, .hf: false
        }
    }

    /// Whether images have a place for their explanations.
    package var holdsExplanations: Bool {
        switch self {
        case .text, .json, .jsonl, .html: true
        case .csv, .hf: false
        }
    }

    /// A writer of this form; `style` is for `text` only.
    public func writer(
        for inputs: Inputs, style: TextStyle = .plain, to sink: @escaping ByteSink
    ) -> any ReportWriter {
        switch self {
        case .text: TextReportWriter(style: style, sink: sink)
        case .json: JSONReportWriter(sink: sink)
        case .jsonl: JSONLinesReportWriter(sink: sink)
        case .csv: CSVReportWriter(sink: sink)
        case .html: HTMLReportWriter(sink: sink)
        case .hf: HuggingFaceReportWriter(inputs: inputs, sink: sink)
        }
    }
}
