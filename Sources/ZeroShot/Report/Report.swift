/// All that a run has to say, for runs whose images fit in memory together.
public struct Report: Sendable, Equatable {
    /// What holds for all images.
    public let run: RunReport
    /// One for each input, in the order of the inputs.
    public let images: [ImageReport]

    package init(run: RunReport, images: [ImageReport]) {
        self.run = run
        self.images = images
    }

    /// The images counted.
    public var summary: RunSummary {
        var summary = RunSummary()
        for image in images {
            summary.add(image)
        }
        return summary
    }

    /// The report written out.
    public func text(as format: ReportFormat, style: TextStyle = .plain) throws -> String {
        var bytes: [UInt8] = []
        let inputs = images.count == 1 ? ReportFormat.Inputs.one : .several
        var writer = format.writer(for: inputs, style: style) { bytes.append(contentsOf: $0) }
        try writer.begin(run)
        for image in images {
            try writer.add(image)
        }
        try writer.finish(summary)
        return String(decoding: bytes, as: UTF8.self)
    }
}
