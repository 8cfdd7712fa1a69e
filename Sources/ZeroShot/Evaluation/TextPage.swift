/// A page for a terminal: sections with a heading in the margin, and tables.
struct TextPage {
    private static let margin = 13

    let style: TextStyle
    private(set) var lines: [String] = []

    init(style: TextStyle) {
        self.style = style
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// Columns beside the margin.
    var width: Int { style.width - Self.margin }

    /// A line in bold, then one in dim.
    mutating func title(_ title: String, _ detail: String) {
        lines.append(style.paint(TerminalText.safe(title), .bold))
        lines += wrapped(detail, style.width).map { style.paint($0, .dim) } + [""]
    }

    /// Paragraphs beside a heading.
    mutating func section(_ heading: String, _ paragraphs: [String], bullet: String = "") {
        section(
            heading,
            lines: paragraphs.flatMap { paragraph in
                wrapped(paragraph, width - bullet.count).enumerated()
                    .map { ($0 == 0 ? bullet : TerminalText.blanks(bullet.count)) + $1 }
            })
    }

    /// Lines that are set already beside a heading.
    mutating func section(_ heading: String, lines: [String]) {
        self.lines += lines.enumerated().map { index, line in
            let start = TerminalText.fit(index == 0 ? heading : "", columns: Self.margin)
            return style.paint(start, .dim) + line
        }
    }

    mutating func rule() {
        lines += ["", style.paint(String(repeating: "─", count: style.width), .dim)]
    }

    mutating func space() {
        lines.append("")
    }

    private func wrapped(_ text: String, _ columns: Int) -> [String] {
        TerminalText.wrap(TerminalText.safe(text), columns: columns)
    }

    /// The lines of a table: a heading, then rows; columns as wide as their widest cell.
    ///
    /// The columns named in `texts` hold words, set to the left, and give way where the page is too
    /// narrow; the others hold numbers, set to the right.
    func table(_ heading: [String], _ rows: [[String]], texts: Set<Int>) -> [String] {
        let rows = rows.map { $0.map(TerminalText.safe) }
        var widths = heading.indices.map { column in
            ([heading] + rows).map { TerminalText.columns($0[column]) }.max() ?? 0
        }
        let gaps = 2 * (widths.count - 1)
        while widths.reduce(gaps, +) > width,
            let widest = texts.filter({ widths[$0] > 8 }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
        }
        func line(_ cells: [String]) -> String {
            let set = cells.enumerated().map { column, cell in
                texts.contains(column)
                    ? TerminalText.fit(cell, columns: widths[column])
                    : TerminalText.blanks(max(0, widths[column] - TerminalText.columns(cell)))
                        + cell
            }
            return String(
                set.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        return [style.paint(line(heading), .dim)] + rows.map(line)
    }
}
