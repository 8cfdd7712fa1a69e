/// Finds added tokens in a text; the longest name that begins at a place wins.
///
/// Source: `AddedVocabulary::find_matches` in Hugging Face tokenizers.
struct AddedTokenMatcher: Sendable {
    /// A stretch of the text that is an added token, or that is none.
    struct Section: Equatable {
        let range: Range<Int>
        let id: Int32?
    }

    private struct Entry {
        let name: [Unicode.Scalar]
        let token: AddedToken
        let id: Int32
    }

    private let entries: [Unicode.Scalar: [Entry]]  // by first scalar, the longest name first

    /// - Parameter names: what to look for; empty names are never found.
    init(_ names: [(name: [Unicode.Scalar], token: AddedToken, id: Int32)]) {
        var entries: [Unicode.Scalar: [Entry]] = [:]
        for (name, token, id) in names {
            guard let first = name.first else { continue }
            entries[first, default: []].append(Entry(name: name, token: token, id: id))
        }
        self.entries = entries.mapValues { $0.sorted { $0.name.count > $1.name.count } }
    }

    /// The sections that make up the text, from left to right; none for an empty text.
    func sections(of text: [Unicode.Scalar]) -> [Section] {
        var sections: [Section] = []
        var end = 0  // of the sections so far
        var position = 0
        while position < text.count {
            guard let entry = entry(at: position, in: text) else {
                position += 1
                continue
            }
            var match = position..<position + entry.name.count
            position = match.upperBound
            if entry.token.singleWord, isInsideWord(match, of: text) { continue }
            if entry.token.stripsLeft {
                let spaces = text[end..<max(end, match.lowerBound)].reversed()
                    .prefix { $0.properties.isWhitespace }
                match = match.lowerBound - spaces.count..<match.upperBound
            }
            if entry.token.stripsRight {
                let spaces = text[match.upperBound...].prefix { $0.properties.isWhitespace }
                match = match.lowerBound..<spaces.endIndex
            }
            if end < match.lowerBound {
                sections.append(Section(range: end..<match.lowerBound, id: nil))
            }
            sections.append(Section(range: match, id: entry.id))
            end = match.upperBound
        }
        if end < text.count { sections.append(Section(range: end..<text.count, id: nil)) }
        return sections
    }

    private func entry(at position: Int, in text: [Unicode.Scalar]) -> Entry? {
        entries[text[position]]?.first { text[position...].starts(with: $0.name) }
    }

    private func isInsideWord(_ match: Range<Int>, of text: [Unicode.Scalar]) -> Bool {
        (match.lowerBound > 0 && ScalarSet.word.contains(text[match.lowerBound - 1]))
            || (match.upperBound < text.count && ScalarSet.word.contains(text[match.upperBound]))
    }
}
