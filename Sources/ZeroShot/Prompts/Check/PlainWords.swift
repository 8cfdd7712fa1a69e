import Foundation

/// The words of a text without case, marks, width and punctuation.
struct PlainWords: Hashable, Sendable {
    let words: [String]

    init(_ text: String) {
        let folded = text.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil
        )
        let words = folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        // Signs alone are told apart as they are.
        let signs = folded.trimmingCharacters(in: .whitespacesAndNewlines)
        self.words = words.isEmpty ? [signs] : words
    }

    /// Whether the name stands in the text, in the singular or the plural.
    ///
    /// A script without capitals may write words without blanks between them; there the name may
    /// stand anywhere.
    func contain(_ name: PlainWords) -> Bool {
        guard name.words.count <= words.count else { return false }
        let wanted = name.words.map(PolicyText.stem)
        let stems = words.map(PolicyText.stem)
        let isFound = (0...(stems.count - wanted.count)).contains { start in
            stems[start...].starts(with: wanted)
        }
        guard !isFound, name.words.allSatisfy({ $0.contains { $0.isLetter && !$0.isCased } })
        else { return isFound }
        return words.joined(separator: " ").contains(name.words.joined(separator: " "))
    }
}
