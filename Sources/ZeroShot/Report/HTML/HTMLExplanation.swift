/// The explanation of a ranking in the page.
enum HTMLExplanation {
    static func details(_ explanation: Explanation) -> String {
        """
        <details class="why"><summary>Why this ranking</summary>\
        \(explanation.places.map(place).joined())\(sentences(explanation))</details>
        """
    }

    /// What the crop cut away, dimmed over the thumbnail; nothing where nothing was.
    static func overlay(_ visible: VisiblePart) -> String {
        guard visible.lost > 0 else { return "" }
        let corners = (
            left: visible.left, right: 1 - visible.right,
            top: visible.top, bottom: 1 - visible.bottom
        )
        func number(_ value: Double) -> String { Float(value).text(digits: 4) }
        let (left, right) = (number(corners.left), number(corners.right))
        let (top, bottom) = (number(corners.top), number(corners.bottom))
        return """
            <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">\
            <path d="M0 0H1V1H0ZM\(left) \(top)V\(bottom)H\(right)V\(top)Z"/></svg>
            """
    }

    private static func place(_ place: Explanation.Place) -> String {
        let rows =
            place.highest.map { row($0) }
            + place.lowest.enumerated().map { index, share in
                row(share, isGap: index == 0 && place.isCut)
            }
        return """
            <table><caption>\(HTMLText.isolated(place.label)): \
            \(place.similarity.text(digits: 3)) from \(place.promptCount) \
            \(place.promptCount == 1 ? "prompt" : "prompts")</caption>\
            <thead><tr><th scope="col">prompt</th><th scope="col">similarity</th>\
            <th scope="col">share</th></tr></thead><tbody>\(rows.joined())</tbody></table>
            """
    }

    private static func row(_ share: Explanation.PromptShare, isGap: Bool = false) -> String {
        let percent = share.share.map { ($0 * 100).text(digits: 1) + " %" } ?? ""
        return """
            <tr\(isGap ? " class=\"gap\"" : "")><th scope="row">\
            \(HTMLText.escaped(share.prompt))</th>\
            <td>\(share.similarity.text(digits: 3))</td><td>\(percent)</td></tr>
            """
    }

    private static func sentences(_ explanation: Explanation) -> String {
        let steadiness = explanation.stabilitySentence.map(paragraph) ?? ""
        return steadiness + changes(explanation.stability)
            + paragraph(explanation.visible.sentence)
    }

    private static func paragraph(_ text: String) -> String {
        "<p>\(HTMLText.escaped(text))</p>"
    }

    /// The variations that put another label first, as far as there is room.
    private static func changes(_ stability: Explanation.Stability?) -> String {
        let changes = stability?.changes(atMost: Explainer.variations) ?? []
        guard !changes.isEmpty else { return "" }
        let items = changes.map { "<li>\(HTMLText.escaped($0))</li>" }
        return "<ul>\(items.joined())</ul>"
    }
}

extension Explanation.Place {
    /// Whether there are prompts between the nearest and the farthest that are shown.
    fileprivate var isCut: Bool { promptCount > highest.count + lowest.count }
}
