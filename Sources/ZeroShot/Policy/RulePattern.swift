/// One phrase of the rules, compiled: a sequence of elements over word numbers.
struct RulePattern {
    /// What one place of a phrase accepts.
    enum Accepts {
        case words(Set<Int32>)
        case lists([Int])
        /// Any one word.
        case any
        /// Any words, up to `RulePattern.longestGap` of them.
        case gap
        case start
        case end
    }

    /// How often an element may come.
    enum Count {
        case once
        case optional
        case repeated
        /// The element must not come here.
        case never
    }

    struct Element {
        let accepts: Accepts
        let count: Count
    }

    static let longestGap = 4
    private static let mostRepeats = 4

    let elements: [Element]
    /// Whether the text may go on after a value; values then count together where they go on alike.
    let hasRest: Bool

    /// Whether the phrase starts where the text's core starts.
    var isAnchored: Bool {
        if case .start? = elements.first?.accepts { return true }
        return false
    }

    /// The position after the first match that starts at a position, or nil.
    func end(
        matching tokens: [Int32], core: Range<Int>, from position: Int, in lists: WordLists
    ) -> Int? {
        let matcher = Matcher(elements: elements[...], tokens: tokens, core: core, lists: lists)
        return matcher.end(from: position, element: 0, repeats: 0)
    }

    private struct Matcher {
        let elements: ArraySlice<Element>
        let tokens: [Int32]
        let core: Range<Int>
        let lists: WordLists

        func end(from position: Int, element index: Int, repeats: Int) -> Int? {
            guard index < elements.count else { return position }
            let element = elements[index]

            switch element.accepts {
            case .start:
                return position == core.lowerBound
                    ? end(from: position, element: index + 1, repeats: 0) : nil
            case .end:
                return position >= core.upperBound
                    ? end(from: position, element: index + 1, repeats: 0) : nil
            case .gap:
                for length in 0...RulePattern.longestGap where position + length <= tokens.count {
                    if let end = end(from: position + length, element: index + 1, repeats: 0) {
                        return end
                    }
                }
                return nil
            case .words, .lists, .any:
                break
            }

            if element.count == .never {
                return lengths(at: position, element.accepts).isEmpty
                    ? end(from: position, element: index + 1, repeats: 0) : nil
            }
            for length in lengths(at: position, element.accepts) {
                if element.count == .repeated, repeats < RulePattern.mostRepeats,
                    let end = end(from: position + length, element: index, repeats: repeats + 1)
                {
                    return end
                }
                if let end = end(from: position + length, element: index + 1, repeats: 0) {
                    return end
                }
            }
            guard element.count != .once else { return nil }
            return end(from: position, element: index + 1, repeats: 0)
        }

        /// How many words an element can take at a position, longest first.
        private func lengths(at position: Int, _ accepts: Accepts) -> [Int] {
            guard position < tokens.count else { return [] }
            switch accepts {
            case .words(let words):
                return words.contains(tokens[position]) ? [1] : []
            case .lists(let accepted):
                return lists.lengths(of: accepted, in: tokens, at: position)
            case .any:
                return [1]
            case .gap, .start, .end:
                return []
            }
        }
    }
}

/// The named word lists of the rules, over word numbers.
struct WordLists {
    /// The number of a word that no rule knows.
    static let unknown: Int32 = 0
    /// The number of every word made of digits.
    static let number: Int32 = 1
    /// The number of a thing put aside by the mask.
    static let masked: Int32 = 2

    private(set) var vocabulary: [String: Int32] = [:]
    private(set) var indexes: [String: Int] = [:]
    /// Per list, per word number: whether the word alone is an entry.
    private var single: [[Bool]] = []
    /// Per list: the entries of several words by their first word, longest first.
    private var sequences: [[Int32: [[Int32]]]] = []

    /// The number of a word that rules use, given anew if there is none yet.
    mutating func register(_ word: String) -> Int32 {
        let stem = PolicyText.stem(word)
        if let known = vocabulary[stem] { return known }
        let number = Int32(vocabulary.count) + Self.masked + 1
        vocabulary[stem] = number
        return number
    }

    /// The number of a word of a text.
    func number(of word: String) -> Int32 {
        if let known = vocabulary[PolicyText.stem(word)] { return known }
        return word.utf8.allSatisfy({ (48...57).contains($0) }) ? Self.number : Self.unknown
    }

    mutating func add(list name: String, entries: [[Int32]]) {
        indexes[name] = single.count
        let largest = Int(entries.compactMap(\.first).max() ?? 0)
        var members = [Bool](repeating: false, count: largest + 1)
        var longer: [Int32: [[Int32]]] = [:]
        for entry in entries {
            guard let first = entry.first else { continue }
            if entry.count == 1 {
                members[Int(first)] = true
            } else {
                longer[first, default: []].append(entry)
            }
        }
        single.append(members)
        sequences.append(longer.mapValues { $0.sorted { $0.count > $1.count } })
    }

    func contains(_ token: Int32, in list: Int) -> Bool {
        Int(token) < single[list].count && single[list][Int(token)]
    }

    /// Lengths of the entries of some lists that stand at a position, longest first, each once.
    func lengths(of lists: [Int], in tokens: [Int32], at position: Int) -> [Int] {
        var lengths: [Int] = []
        for list in lists {
            if contains(tokens[position], in: list) { lengths.append(1) }
            for entry in sequences[list][tokens[position]] ?? []
            where tokens[position...].starts(with: entry) {
                lengths.append(entry.count)
            }
        }
        return lengths.count < 2 ? lengths : Set(lengths).sorted(by: >)
    }

    /// The words that an entry of a list can begin with.
    func firstWords(of list: Int) -> Set<Int32> {
        let alone = single[list].indices.filter { single[list][$0] }.map(Int32.init)
        return Set(alone).union(sequences[list].keys)
    }
}
