import Foundation

/// The rules on which questions are not answered, ready to judge texts.
///
/// Loading takes some milliseconds; keep the value when many requests are judged. The rules stand, each with its
/// reason, in `policy/restricted-topics.txt` among the product's resources.
public struct RestrictedTopics: Sendable {
    let book: RuleBook
    private let names: PersonNames
    private let neutral: Int
    private let medium: Int
    private let carrier: Int
    private let peopleWords: [Int]
    private let mask: Int
    private let relation: Int

    /// Loads the rules that came with the product.
    ///
    /// - Throws: What looking up or reading the resource throws, `RuleBookError` for a damaged rule file.
    public init() throws {
        func text(_ name: String) throws -> String {
            try String(
                contentsOf: ProductResources.url(forResource: "policy/\(name)"), encoding: .utf8)
        }
        try self.init(
            rules: text("restricted-topics.txt"),
            names: PersonNames(
                given: text("given-names.txt"), surnames: text("surnames.txt"),
                known: text("known-people.txt")))
    }

    init(rules: String, names: PersonNames) throws {
        let file = "policy/restricted-topics.txt"
        let book = try RuleBook(text: rules, file: file)
        self.book = book
        self.names = names
        func index(_ list: String) throws -> Int {
            guard let index = book.lists.indexes[list] else {
                throw RuleBookError(file: file, line: 0, found: "no list \(list)")
            }
            return index
        }
        neutral = try index("neutral")
        medium = try index("medium")
        carrier = try index("carrier")
        mask = try index(RuleBook.maskList)
        relation = try index("relation")
        peopleWords = try ["strict", "job", "animal"].map { try index($0) }
    }

    /// A text as word numbers, things of the mask put aside.
    struct Tokens {
        var words: [String]
        var numbers: [Int32]
    }

    /// What the rules find in one text.
    struct Finding {
        /// A value of an attribute that is the whole text.
        struct Value {
            let section: Int
            let isWeak: Bool
            /// The singulars of its words.
            let value: [String]
            /// What follows the value, for values that may go on.
            let rest: [String]
        }

        /// The sections whose phrases the text holds, with the position of the phrase.
        var explicit: [(section: Int, position: Int)] = []
        var values: [Value] = []
        /// The sections by which the text is about people, with whether by a weak phrase only.
        var people: [(section: Int, isWeak: Bool)] = []
        /// Where the text starts once "a photo of a" and its like are taken off.
        var core: Range<Int> = 0..<0
    }

    func tokens(of text: String) -> Tokens {
        let words = PolicyText(text).words
        return Tokens(words: words, numbers: words.map(book.lists.number(of:)))
    }

    /// The text with each thing of the mask made one word.
    func masked(_ tokens: Tokens) -> Tokens {
        let isPlain = tokens.numbers.indices.allSatisfy { position in
            book.lists.lengths(of: [mask], in: tokens.numbers, at: position).isEmpty
        }
        guard !isPlain else { return tokens }
        var result = Tokens(words: [], numbers: [])
        var position = 0
        while position < tokens.numbers.count {
            let lengths = book.lists.lengths(of: [mask], in: tokens.numbers, at: position)
            if let length = lengths.first {
                result.words.append(
                    tokens.words[position..<position + length].joined(separator: " "))
                result.numbers.append(WordLists.masked)
                position += length
            } else {
                result.words.append(tokens.words[position])
                result.numbers.append(tokens.numbers[position])
                position += 1
            }
        }
        return result
    }

    /// Whether every word only presents what follows (a photo of a), so that a label stands as if alone.
    func isTransparent(_ tokens: Tokens) -> Bool {
        tokens.numbers.allSatisfy(isPresenting)
    }

    private func isPresenting(_ number: Int32) -> Bool {
        let lists = book.lists
        return lists.contains(number, in: neutral) || lists.contains(number, in: medium)
            || lists.contains(number, in: carrier)
    }

    /// The part of a text that is left when words about the picture are taken off both ends.
    func core(of numbers: [Int32]) -> Range<Int> {
        let lists = book.lists
        var start = 0
        for position in numbers.indices.dropLast() {
            if peopleWords.contains(where: { lists.contains(numbers[position], in: $0) }) { break }
            if lists.contains(numbers[position], in: medium),
                lists.contains(numbers[position + 1], in: carrier)
            {
                start = position + 2
            }
        }
        while start < numbers.count,
            lists.contains(numbers[start], in: neutral)
                || lists.contains(numbers[start], in: medium)
        {
            start += 1
        }
        var end = numbers.count
        while end > start,
            lists.contains(numbers[end - 1], in: neutral)
                || lists.contains(numbers[end - 1], in: medium)
        {
            end -= 1
        }
        return start < end ? start..<end : 0..<numbers.count
    }

    func findings(in tokens: Tokens) -> Finding {
        let numbers = tokens.numbers
        var finding = Finding()
        finding.core = core(of: numbers)
        guard numbers.contains(where: { $0 != WordLists.unknown }) else { return finding }

        for position in numbers.indices {
            for index in book.floating[numbers[position]] ?? [] {
                record(index, at: position, in: tokens, &finding)
            }
        }
        let start = finding.core.lowerBound
        for index in (book.anchored[numbers[start]] ?? []) + book.wild {
            record(index, at: start, in: tokens, &finding)
        }
        return finding
    }

    /// Whether a phrase of a sentence is said about the label only in passing: an abaya is worn by Muslim women.
    ///
    /// The label stands first, a word that relates the two comes next, and no word about the picture stands
    /// between them, which would make the phrase what the picture shows.
    func isInPassing(at position: Int, in sentence: Tokens, label: Tokens) -> Bool {
        let lists = book.lists
        let length = label.numbers.count
        guard length > 0, position > length,
            !label.numbers.allSatisfy({ isPresenting($0) || lists.contains($0, in: peopleWords[0]) }
            )
        else { return false }
        let stems = sentence.words.map(PolicyText.stem)
        let wanted = label.words.map(PolicyText.stem)
        for start in 0...(position - length) where stems[start...].starts(with: wanted) {
            let between = sentence.numbers[(start + length)..<position]
            return between.contains { lists.contains($0, in: relation) }
                && !between.contains { lists.contains($0, in: medium) }
        }
        return false
    }

    private func record(
        _ index: Int, at position: Int, in tokens: Tokens, _ finding: inout Finding
    ) {
        let rule = book.rules[index]
        let pattern = rule.pattern
        guard
            let end = pattern.end(
                matching: tokens.numbers, core: finding.core, from: position, in: book.lists)
        else { return }
        switch book.sections[rule.section].kind {
        case .explicit:
            finding.explicit.append((section: rule.section, position: position))
        case .about:
            finding.people.append((section: rule.section, isWeak: rule.isWeak))
        case .bare:
            let rest =
                pattern.hasRest ? Array(tokens.words[end..<max(end, finding.core.upperBound)]) : []
            finding.values.append(
                .init(
                    section: rule.section, isWeak: rule.isWeak,
                    value: tokens.words[position..<end].map(PolicyText.stem), rest: rest))
        }
    }

    /// Whether a template's words beside its place complete a label to a name ({} Garcia).
    func adjoinsName(before: Tokens, after: Tokens) -> Bool {
        before.words.last.map(names.isGivenOrTitle) == true
            || after.words.first.map(names.isSurname) == true
    }

    /// Whether the text, words about the picture taken off, is the name of a person.
    func isName(_ tokens: Tokens) -> Bool {
        let masked = masked(tokens)
        let core = core(of: masked.numbers)
        guard !masked.numbers[core].contains(WordLists.masked) else { return false }
        // "actor John Smith" and "my neighbour John Smith" are named persons too.
        let named = masked.numbers[core].firstIndex { number in
            !peopleWords.contains { book.lists.contains(number, in: $0) }
        }
        return names.isName(masked.words[core])
            || names.isName(masked.words[(named ?? core.upperBound)..<core.upperBound])
    }
}
