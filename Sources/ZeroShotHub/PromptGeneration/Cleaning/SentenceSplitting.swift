/// Where sentences end.
enum SentenceSplitting {
    /// The sentences of one line of text, with their punctuation.
    ///
    /// A sentence ends with `.`, `!`, `?` or `…` before a blank and anything but a small letter; with
    /// `。`, `！` or `？` anywhere. Abbreviations and initials end none.
    static func sentences(of line: String) -> [String] {
        let characters = Array(line)
        var sentences: [String] = []
        var start = 0
        var position = 0
        while position < characters.count {
            defer { position += 1 }
            guard isEnd(characters[position]) else { continue }
            let mark = position
            while position + 1 < characters.count,
                isEnd(characters[position + 1]) || closers.contains(characters[position + 1])
            {
                position += 1
            }
            guard ends(characters, mark: mark, next: position + 1, from: start) else { continue }
            sentences.append(String(characters[start...position]))
            start = position + 1
        }
        if start < characters.count {
            sentences.append(String(characters[start...]))
        }
        return sentences.map(trimmed).filter { !$0.isEmpty }
    }

    /// Whether a text ends as a sentence does, perhaps in a quotation or in brackets.
    static func isFinished(_ text: String) -> Bool {
        text.reversed().first { !closers.contains($0) }.map(isEnd) ?? false
    }

    private static let closers: Set<Character> = ["\"", "'", ")", "]", "”", "’", "»", "」", "』"]
    private static let wideEnds: Set<Character> = ["。", "！", "？"]

    private static func isEnd(_ character: Character) -> Bool {
        ".!?…".contains(character) || wideEnds.contains(character)
    }

    private static func ends(_ text: [Character], mark: Int, next: Int, from start: Int) -> Bool {
        if wideEnds.contains(text[mark]) || next == text.count { return true }
        guard text[next].isWhitespace,
            let following = text[next...].first(where: { !$0.isWhitespace }),
            !following.isLowercase
        else { return false }
        return text[mark] != "." || !isAbbreviation(text[start..<mark])
    }

    /// Whether the last word before a full stop is written with one.
    private static func isAbbreviation(_ text: ArraySlice<Character>) -> Bool {
        let word = String(text.reversed().prefix { !$0.isWhitespace && $0 != "(" }.reversed())
        if word.count == 1, word.first?.isUppercase == true { return true }
        return abbreviations.contains(word.lowercased())
    }

    private static let abbreviations: Set = [
        "approx", "ca", "cf", "dr", "e.g", "eg", "fig", "i.e", "ie", "jr", "mr", "mrs", "ms", "no",
        "prof", "sp", "spp", "sr", "ssp", "st", "subsp", "u.s", "var", "vs",
    ]

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
