/// An explanation as lines of the report for people.
struct ExplanationText {
    private static let margin = PredictionTable.labelColumn
    /// Variations that are named at most.
    private static let changes = 3

    let style: TextStyle

    /// The prompts behind the first places, how steady the first one is, what was cut away.
    func lines(_ explanation: Explanation) -> [String] {
        let places = explanation.places.flatMap { place in
            paragraph(place.heading) + (place.highest + place.lowest).flatMap(row)
        }
        let changes = explanation.stability?.changes(atMost: Self.changes) ?? []
        let sentences =
            [explanation.stabilitySentence] + changes + [explanation.visible.sentence]
        return places + sentences.compactMap(\.self).flatMap { paragraph($0) }
    }

    private func paragraph(_ text: String) -> [String] {
        TerminalText.wrap(TerminalText.safe(text), columns: style.width - Self.margin)
            .map { TerminalText.blanks(Self.margin) + $0 }
    }

    /// A prompt behind its similarity and its share.
    private func row(_ share: Explanation.PromptShare) -> [String] {
        let numbers = share.numbers
        let width = style.width - Self.margin - numbers.count
        return TerminalText.wrap(TerminalText.safe(share.prompt), columns: width)
            .enumerated().map { number, line in
                let start = number == 0 ? numbers : TerminalText.blanks(numbers.count)
                return TerminalText.blanks(Self.margin) + style.paint(start, .dim) + line
            }
    }
}

extension Explanation.Place {
    fileprivate var heading: String {
        let prompts = promptCount == 1 ? "its one prompt" : "\(promptCount) prompts"
        let isCut = promptCount > highest.count + lowest.count
        let shown =
            isCut ? ", the nearest \(highest.count) and the farthest \(lowest.count)" : ""
        return "'\(label)': similarity \(similarity.text(digits: 3)) from \(prompts)\(shown)"
    }
}

extension Explanation.PromptShare {
    /// The similarity, and the share where there is one, in columns of their own.
    fileprivate var numbers: String {
        let percent = share.map { ($0 * 100).text(digits: 1) + " %" } ?? ""
        return [similarity.text(digits: 3), percent].reduce(into: "") { columns, number in
            columns += TerminalText.blanks(max(0, 8 - number.count)) + number
        } + "  "
    }
}
