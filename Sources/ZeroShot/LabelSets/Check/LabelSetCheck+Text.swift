extension LabelSetCheck {
    /// How many findings of one kind are listed for people.
    private static let listed = 10

    /// The findings for people: kind after kind, the costly ones first.
    package func text(style: TextStyle = .plain) -> String {
        var lines = Self.paragraph(
            "\(labels) labels from \(prompts) prompts, compiled for \(checkpoint.id) "
                + "(sha256 \(checkpoint.fingerprint.prefix(12))). The mean cosine of two labels "
                + "is \(Float(meanCosine).text(digits: 3)).",
            style
        )
        if !hasTokenizer {
            lines += Self.paragraph(
                "How the tokenizer breaks the names up was not looked at: name the checkpoint "
                    + "with --checkpoint.", style)
        }
        for kind in Self.kinds(of: findings) {
            lines += [""] + Self.section(kind, style)
        }
        if findings.isEmpty {
            lines += ["", "Nothing found. That says nothing about images."]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The findings by their codes, in the order of the first of each.
    private static func kinds(of findings: [LabelSetFinding]) -> [[LabelSetFinding]] {
        var codes: [String] = []
        for finding in findings where !codes.contains(finding.code) { codes.append(finding.code) }
        return codes.map { code in findings.filter { $0.code == code } }
    }

    private static func section(_ kind: [LabelSetFinding], _ style: TextStyle) -> [String] {
        guard let first = kind.first else { return [] }
        let heading = "\(first.severity.rawValue): \(first.code), \(kind.count)"
        var lines = [style.paint(heading, first.severity == .high ? .red : .bold)]
        for finding in kind.prefix(listed) {
            lines += paragraph(finding.message, style, bullet: "- ")
        }
        if kind.count > listed {
            lines += paragraph(
                "and \(kind.count - listed) more, which --format json lists.", style,
                bullet: "- "
            )
        }
        return lines + paragraph(first.advice, style, bullet: "  ")
    }

    private static func paragraph(
        _ text: String, _ style: TextStyle, bullet: String = ""
    ) -> [String] {
        TerminalText.wrap(TerminalText.safe(text), columns: style.width - bullet.count)
            .enumerated().map { index, line in
                (index == 0 ? bullet : TerminalText.blanks(bullet.count)) + line
            }
    }
}
