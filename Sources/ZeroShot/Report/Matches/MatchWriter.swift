/// Writes what a search found, one query after the other.
package struct MatchWriter {
    private let format: MatchFormat
    private let style: TextStyle
    private let run: MatchRun
    private let sink: ByteSink
    private var queries = 0
    private var matches = 0

    /// The version of the JSON forms.
    package static let schema = "zeroshot.matches/1"

    /// Writes what comes before the queries.
    ///
    /// - Throws: what the sink throws.
    package init(
        _ run: MatchRun, as format: MatchFormat, style: TextStyle = .plain,
        to sink: @escaping ByteSink
    ) throws {
        self.run = run
        self.format = format
        self.style = style
        self.sink = sink
        switch format {
        case .text: break
        case .json:
            let start = OrderedJSON.object(run.members).indented().dropLast(2)
            try write(start + ",\n  \"queries\": [")
        case .jsonl: try writeLine("run", run.members + run.membersAfter)
        case .csv: try write("\(run.query.rawValue),rank,source,similarity\r\n")
        }
    }

    /// Writes the matches of one query, best first.
    ///
    /// - Throws: what the sink throws.
    package mutating func add(_ query: String, _ found: [Match]) throws {
        switch format {
        case .text:
            try write(lines(query, found).map { $0 + "\n" }.joined())
        case .json:
            let object = OrderedJSON.object([
                .init(name: run.query.rawValue, value: .string(query)),
                .init(name: "images", value: .array(found.map { .object($0.members) })),
            ])
            let indented = object.indented().replacing("\n", with: "\n    ")
            try write((queries == 0 ? "\n    " : ",\n    ") + indented)
        case .jsonl:
            for match in found {
                try writeLine(
                    "match",
                    [.init(name: run.query.rawValue, value: .string(query))] + match.members)
            }
        case .csv:
            var text = CSVText()
            for match in found {
                text.add(row: [query, "\(match.rank)", match.source, "\(match.similarity)"])
            }
            try sink(text.bytes)
        }
        queries += 1
        matches += found.count
    }

    /// Writes what comes after the queries.
    ///
    /// - Throws: what the sink throws.
    package func finish() throws {
        switch format {
        case .text: try write(closingLines.map { $0 + "\n" }.joined())
        case .json:
            let end = OrderedJSON.object(run.membersAfter).indented().dropFirst(2)
            try write((queries == 0 ? "],\n" : "\n  ],\n") + end + "\n")
        case .jsonl:
            try writeLine(
                "summary",
                [
                    .init(name: "queries", value: .integer(queries)),
                    .init(name: "matches", value: .integer(matches)),
                ])
        case .csv: break
        }
    }

    private func writeLine(_ type: String, _ members: [OrderedJSON.Member]) throws {
        let type = OrderedJSON.Member(name: "type", value: .string(type))
        try write(OrderedJSON.object([type] + members).description + "\n")
    }

    private func write(_ text: some StringProtocol) throws {
        try sink(Array(text.utf8))
    }
}

// MARK: - For people

extension MatchWriter {
    private func lines(_ query: String, _ found: [Match]) -> [String] {
        let width = max(3, "\(found.count)".count)
        let rows = found.map { match in
            let rank = "\(match.rank)"
            let copies =
                match.copies.isEmpty
                ? ""
                : "  (and \(match.copies.count) \(match.copies.count == 1 ? "copy" : "copies"))"
            return TerminalText.blanks(width - rank.count) + rank + "  "
                + style.paint(match.similarity.text(digits: 4), .dim) + "  "
                + TerminalText.safe(match.source) + style.paint(copies, .dim)
        }
        return [style.paint(TerminalText.safe(query), .bold)]
            + (rows.isEmpty ? ["     no image may be shown"] : rows) + [""]
    }

    private var closingLines: [String] {
        var lines = [style.paint(String(repeating: "─", count: style.width), .dim)]
        lines += section("Checkpoint", [run.checkpoint.line])
        lines += section("Parity", [run.parity.line])
        lines += section("Index", ["\(run.index) · \(run.compared) pictures compared"])
        if run.people.declared || run.people.consentPolicy != nil {
            lines += section("People", [run.people.line])
        }
        lines += section("Scores", ["similarity is a cosine"])
        lines += section("Notices", run.notices.map(\.message), bullet: "- ")
        return lines + section("Read next", [RunReport.readNext])
    }

    private func section(
        _ heading: String, _ paragraphs: [String], bullet: String = ""
    ) -> [String] {
        TextReportWriter.section(heading, paragraphs, bullet: bullet, style: style)
    }
}

// MARK: - As JSON

extension MatchRun {
    fileprivate var members: [OrderedJSON.Member] {
        [
            .init(name: "schema", value: .string(MatchWriter.schema)),
            .init(name: "checkpoint", value: checkpoint.json),
            .init(name: "parity", value: .string(parity.rawValue)),
            .init(
                name: "index", value: ["path": .string(index), "compared": .integer(compared)]),
        ]
    }

    fileprivate var membersAfter: [OrderedJSON.Member] {
        [
            .init(name: "people", value: people.json),
            .init(name: "notices", value: .array(notices.map(\.json))),
            .init(name: "readNext", value: .string(RunReport.readNext)),
        ]
    }
}

extension Match {
    fileprivate var members: [OrderedJSON.Member] {
        [
            .init(name: "rank", value: .integer(rank)),
            .init(name: "source", value: .string(source)),
            .init(name: "copies", value: .texts(copies)),
            .init(name: "width", value: .count(size?.width)),
            .init(name: "height", value: .count(size?.height)),
            .init(name: "similarity", value: .float(similarity)),
        ]
    }
}
