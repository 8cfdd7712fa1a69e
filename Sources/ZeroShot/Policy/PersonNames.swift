import Foundation

/// Tells names of persons: given name and surname from published lists, and people known by one name.
struct PersonNames {
    /// Names with whether they are everyday words too.
    private let given: [String: Bool]
    private let surnames: [String: Bool]
    private let known: Set<String>

    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "madam", "mister", "senator",
    ]
    /// Offices before a known name; they stand before things too (king salmon).
    private static let offices: Set<String> = [
        "president", "chancellor", "governor", "minister", "pope", "king", "queen", "prince",
        "princess", "general", "captain", "coach", "judge", "mayor",
    ]
    private static let particles: Set<String> = [
        "de", "da", "do", "dos", "du", "del", "della", "di", "van", "von", "der", "den", "ter",
        "la", "le", "bin", "ibn", "al", "el", "ben", "mac", "o", "st",
    ]
    private static let suffixes: Set<String> = ["jr", "sr", "ii", "iii", "iv"]
    /// What may follow a name and still leaves the question who it is.
    private static let trailing: Set<String> = [
        "face", "portrait", "photo", "picture", "image", "headshot", "selfie", "smiling",
    ]
    private static let mostWords = 6

    /// - Parameters:
    ///   - given: Lines of `given-names.txt`.
    ///   - surnames: Lines of `surnames.txt`.
    ///   - known: Lines of `known-people.txt`.
    init(given: String, surnames: String, known: String) {
        self.given = Self.table(given)
        self.surnames = Self.table(surnames)
        self.known = Set(Self.lines(known))
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    private static func table(_ text: String) -> [String: Bool] {
        var table: [String: Bool] = [:]
        for line in lines(text) {
            let isEveryday = line.hasSuffix("~")
            table[isEveryday ? String(line.dropLast()) : line] = isEveryday
        }
        return table
    }

    /// Whether folded words are, as a whole, the name of a person.
    func isName(_ words: ArraySlice<String>) -> Bool {
        guard !words.isEmpty, words.count <= Self.mostWords else { return false }
        var rest = words
        while rest.count > 1, let last = rest.last, Self.trailing.contains(last) {
            rest = rest.dropLast()
        }
        if isWholeName(rest) { return true }
        // "Mary Jones in a red coat", "Mary Jones playing tennis"
        guard let clause = rest.indices.dropFirst(2).first(where: { startsClause(rest[$0]) }) else {
            return false
        }
        return isWholeName(rest[..<clause])
    }

    /// Whether a word is a surname and nothing else.
    func isSurname(_ word: String) -> Bool { surnames[word] == false }

    /// Whether a word is a given name and nothing else, or a title.
    func isGivenOrTitle(_ word: String) -> Bool {
        given[word] == false || Self.titles.contains(word)
    }

    private func startsClause(_ word: String) -> Bool {
        word.hasSuffix("ing") || ["in", "with", "at", "on", "and", "as", "from"].contains(word)
    }

    private func isWholeName(_ words: ArraySlice<String>) -> Bool {
        var rest = words
        if known.contains(rest.joined(separator: " ")) { return true }
        if rest.count == 2, let first = rest.first, let last = rest.last,
            Self.offices.contains(first), known.contains(last)
        {
            return true
        }
        if rest.count > 2, let last = rest.last, Self.suffixes.contains(last) {
            rest = rest.dropLast()
        }
        if let first = rest.first, Self.titles.contains(first) {
            let named = rest.dropFirst()
            guard let last = named.last, named.count <= 3 else { return false }
            return surnames[last] != nil && (named.count == 1 || isGivenAndSurname(named))
        }
        return isGivenAndSurname(rest) || isSurnameFirst(rest)
    }

    /// `John Smith`, `John A. Smith`, `Maria da Silva`, `Jean-Luc Martin`.
    private func isGivenAndSurname(_ words: ArraySlice<String>) -> Bool {
        guard words.count >= 2, let first = words.first, let last = words.last,
            let givenIsEveryday = given[first], let surnameIsEveryday = surnames[last]
        else { return false }
        guard !(givenIsEveryday && surnameIsEveryday) else { return false }
        return words.dropFirst().dropLast().allSatisfy { middle in
            middle.count == 1 || Self.particles.contains(middle) || given[middle] != nil
                || surnames[middle] != nil
        }
    }

    /// `Smith, John`, `Tanaka Hiroshi` and `Kim Min-jun`, where the surname is nothing else.
    private func isSurnameFirst(_ words: ArraySlice<String>) -> Bool {
        guard let first = words.first, surnames[first] == false else { return false }
        let others = words.dropFirst()
        return (1...2).contains(others.count)
            && others.allSatisfy { given[$0] != nil || (others.count == 2 && $0.count == 1) }
            && others.contains { given[$0] == false }
    }
}
