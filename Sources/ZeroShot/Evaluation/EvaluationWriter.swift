/// The forms an evaluation can be written in.
package enum EvaluationFormat: String, Sendable, CaseIterable {
    /// For people: numbers and tables.
    case text
    /// One object, indented; with a row for each image.
    case json
    /// One page that needs nothing else: plots, tables and pictures.
    case html
}

extension EvaluationReport {
    /// Writes the report.
    ///
    /// - Parameters:
    ///   - format: what it becomes.
    ///   - style: for `text` only.
    ///   - thumbnails: pictures of images as data URIs, by the images' places; for `html` only.
    ///   - sink: takes the bytes.
    /// - Throws: what the sink throws.
    package func write(
        as format: EvaluationFormat, style: TextStyle = .plain, thumbnails: [Int: String] = [:],
        to sink: ByteSink
    ) throws {
        switch format {
        case .text: try sink(Array(EvaluationText(self, style: style).text.utf8))
        case .json: try writeJSON(to: sink)
        case .html: try EvaluationPage(self, thumbnails: thumbnails).write(to: sink)
        }
    }

    /// The images one by one: together their rows would take several times their memory.
    private func writeJSON(to sink: ByteSink) throws {
        let before = membersBeforeImages.map { "  \($0.indented(by: 2)),\n" }
        try sink(Array(("{\n" + before.joined() + "  \"images\": [").utf8))
        for (index, image) in images.enumerated() {
            let row = json(image).indented(by: 4, from: 4)
            try sink(Array(((index == 0 ? "\n    " : ",\n    ") + row).utf8))
        }
        let after = run.membersAfterImages(notices: notices).map { "  " + $0.indented(by: 2) }
        try sink(Array(("\n  ],\n" + after.joined(separator: ",\n") + "\n}\n").utf8))
    }
}
