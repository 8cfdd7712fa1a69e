/// A step that splits words where a pattern matches.
///
/// Source: `NormalizedString::split` in Hugging Face tokenizers.
struct TextSplit: Equatable, Sendable {
    /// What becomes of the matches.
    enum Behavior: String, CaseIterable, Sendable {
        case removed = "Removed"
        case isolated = "Isolated"
        case mergedWithPrevious = "MergedWithPrevious"
        case mergedWithNext = "MergedWithNext"
        /// Matches side by side are one word.
        case contiguous = "Contiguous"
    }

    let pattern: TextPattern
    let behavior: Behavior
    /// Whether what lies between the matches counts as match, and the matches do not.
    let inverts: Bool

    init(at pattern: TextPattern, behavior: Behavior, inverts: Bool = false) {
        self.pattern = pattern
        self.behavior = behavior
        self.inverts = inverts
    }

    static let gpt2 = TextSplit(at: .expression(.gpt2), behavior: .isolated)

    /// The parts of a word.
    func parts(_ text: [Unicode.Scalar], _ word: Range<Int>) -> [Range<Int>] {
        let sections = sections(of: text, word)
        switch behavior {
        case .removed: return sections.filter { !$0.isMatch }.map(\.range)
        case .isolated: return sections.map(\.range)
        case .contiguous: return Self.joined(sections) { $0.isMatch == $1.isMatch }
        case .mergedWithPrevious: return Self.joined(sections) { !$0.isMatch && $1.isMatch }
        case .mergedWithNext: return Self.joined(sections) { $0.isMatch && !$1.isMatch }
        }
    }

    private struct Section {
        let range: Range<Int>
        let isMatch: Bool
    }

    private func sections(of text: [Unicode.Scalar], _ word: Range<Int>) -> [Section] {
        var sections: [Section] = []
        var end = word.lowerBound
        for match in pattern.matches(in: text, word) {
            if end < match.lowerBound {
                sections.append(Section(range: end..<match.lowerBound, isMatch: inverts))
            }
            sections.append(Section(range: match, isMatch: !inverts))
            end = match.upperBound
        }
        if end < word.upperBound {
            sections.append(Section(range: end..<word.upperBound, isMatch: inverts))
        }
        return sections
    }

    /// Joins a section to the one before where the two belong together.
    private static func joined(
        _ sections: [Section], where belong: (_ previous: Section, _ section: Section) -> Bool
    ) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        for (index, section) in sections.enumerated() {
            if index > 0, belong(sections[index - 1], section) {
                let start = parts[parts.count - 1].lowerBound
                parts[parts.count - 1] = start..<section.range.upperBound
            } else {
                parts.append(section.range)
            }
        }
        return parts
    }
}
