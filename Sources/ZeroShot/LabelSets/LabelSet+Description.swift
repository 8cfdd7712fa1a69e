extension LabelSet {
    /// What is in the label set, one fact a line.
    package func text(style: TextStyle) -> String {
        let margin = 14
        return facts.flatMap { name, value in
            TerminalText.wrap(TerminalText.safe(value), columns: style.width - margin)
                .enumerated().map { index, line in
                    let start = TerminalText.fit(index == 0 ? name : "", columns: margin)
                    return style.paint(start, .dim) + line + "\n"
                }
        }.joined()
    }

    /// The header, and before it what file it is of.
    package var json: OrderedJSON {
        get throws {
            guard case .object(let members) = try header else {
                preconditionFailure("a header is an object")
            }
            return .object(
                [
                    .init(name: "schema", value: .string(LabelSetForm.schema)),
                    .init(name: "file", value: file?.json ?? .null),
                ] + members
            )
        }
    }

    /// What is to be known before it is used.
    package var notices: [Notice] {
        let repeated = Notice.repeated(prompts.labels)
        let cut = truncated.first.map {
            Notice.promptsTruncated(truncated.count, of: prompts.count, first: $0)
        }
        return [repeated.isEmpty ? nil : .equalLabels(repeated), cut, codeNotice]
            .compactMap(\.self)
    }

    private var facts: [(name: String, value: String)] {
        var facts: [(String, String)] = [
            ("label set", file.map { "\($0.path), sha256 \($0.sha256)" } ?? "not in a file"),
            (
                "checkpoint",
                [checkpoint.id, checkpoint.revision, checkpoint.family, checkpoint.architecture]
                    .compactMap(\.self).joined(separator: ", ")
            ),
            ("fingerprint", checkpoint.fingerprint),
            ("tokenizer", "sha256 \(tokenizerFingerprint)"),
            ("computed", "parity \(parity.rawValue), \(checkpoint.precision), by \(code)"),
            ("labels", "\(prompts.labels.count): \(Listing.quoted(prompts.labels))"),
            (
                "prompts",
                "\(prompts.count), \(truncated.count) of them cut, averaging "
                    + "\(averaging.rawValue), sha256 \(promptsFingerprint)"
            ),
        ]
        if !prompts.templates.isEmpty {
            facts.append(("templates", Listing.quoted(prompts.templates.map(\.text))))
        }
        if let promptsFile { facts.append(("sentences", promptsFile)) }
        let vectors = prototypes.embeddings
        facts.append(("vectors", "\(vectors.count) of \(vectors.dimension) values"))
        facts.append(("calibration", calibration?.line ?? "none: nothing was measured"))
        return facts
    }
}

extension Calibration {
    /// What it holds, in a line.
    fileprivate var line: String {
        var parts = ["temperature \(Float(temperature).text(digits: 3))"]
        if shift != 0 { parts.append("shift \(Float(shift).text(digits: 3))") }
        if let threshold { parts.append("threshold \(threshold.text(digits: 4))") }
        if let margin { parts.append("margin \(margin.text(digits: 4))") }
        if let background { parts.append("\(background.prompts.count) background prompts") }
        if let labelThresholds { parts.append("thresholds of \(labelThresholds.count) labels") }
        if let images { parts.append("learnt from \(images) images") }
        return parts.joined(separator: ", ")
    }
}
