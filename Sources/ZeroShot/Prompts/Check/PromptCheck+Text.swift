extension PromptCheck {
    /// Of one kind of finding, how many the text lists; JSON has all.
    private static let mostListed = 10

    /// The check of a file for people: the classes in numbers, then what to look at.
    package func text(file: String, checkpoint: CheckpointSummary) -> String {
        let title =
            "\(file) with \(checkpoint.id): \(Self.count(classes.count, "class", "classes")), "
            + "\(Self.count(promptCount, "prompt", "prompts")); "
            + "the context holds \(contextLength) tokens"
        let lines =
            [title, ""] + table + [""]
            + (findings == 0 ? ["Nothing to look at."] : [headline])
            + sections.flatMap { $0.lines(atMost: Self.mostListed) }
        return lines.map { TerminalText.safe($0) + "\n" }.joined()
    }

    private var headline: String {
        "\(Self.count(findings, "thing", "things")) to look at"
    }

    private var table: [String] {
        let widest = classes.map { TerminalText.columns($0.label) }.max() ?? 0
        let label = min(max(widest, 5), 40)
        func row(_ cells: [String]) -> String {
            TerminalText.fit(cells[0], columns: label)
                + cells.dropFirst().map { TerminalText.blanks(max(1, 9 - $0.count)) + $0 }.joined()
        }
        return [row(["class", "prompts", "tokens", "median", "most", "cut"])]
            + classes.map {
                row([
                    $0.label, "\($0.prompts)", "\($0.tokens.minimum)", $0.tokens.medianText,
                    "\($0.tokens.maximum)", "\($0.truncated)",
                ])
            }
    }

    /// One kind of finding.
    private struct Section {
        let title: String
        let findings: [String]

        func lines(atMost limit: Int) -> [String] {
            guard !findings.isEmpty else { return [] }
            let others = findings.count - limit
            return ["", title] + findings.prefix(limit).map { "- \($0)" }
                + (others > 0 ? ["- and \(others) more, which --format json lists"] : [])
        }
    }

    private var sections: [Section] {
        [
            Section(
                title: "Longer than the context, so that their ends are not seen:",
                findings: truncated.map {
                    "'\($0.label)': \($0.tokens) tokens, loses '\($0.lost)': \($0.prompt)"
                }
            ),
            Section(
                title: "Without the name of their class, so that they may be about anything:",
                findings: nameless.map { "'\($0.label)': \($0.text)" }
            ),
            Section(
                title: "Written more than once, but for case and punctuation:",
                findings: repetitions.map(\.line)
            ),
            Section(
                title: "Nearly the same to this checkpoint (cosine from \(similarity) on):",
                findings: similar.map {
                    "'\($0.label)': \($0.second) (\($0.similarity.text(digits: 3)) to: \($0.first))"
                }
            ),
            Section(
                title: "Unequal numbers of prompts, so that some classes are described better:",
                findings: unequalCounts.map { fewest, most in
                    [
                        "from \(fewest.prompts) for '\(fewest.label)' to \(most.prompts) for "
                            + "'\(most.label)'"
                    ]
                } ?? []
            ),
        ]
    }

    private static func count(_ number: Int, _ one: String, _ several: String) -> String {
        "\(number) \(number == 1 ? one : several)"
    }
}

extension PromptCheck.TokenCounts {
    fileprivate var medianText: String {
        median == median.rounded() ? "\(Int(median))" : "\(median)"
    }
}

extension PromptCheck.Repetition {
    fileprivate var line: String {
        switch kind {
        case .template: "a template, \(count) times: \(text)"
        case .sentence where labels.count == 1:
            "'\(labels[0])', \(count) times, counting as often: \(text)"
        case .sentence:
            "for \(Listing.quoted(labels)), which it does not tell apart: \(text)"
        case .name where labels.count == 1:
            "'\(text)', \(count) times a name of '\(labels[0])'"
        case .name:
            "'\(text)', a name of \(Listing.quoted(labels)), which it does not tell apart"
        }
    }
}
