import Foundation

/// The rules of the refusals as they stand in `restricted-topics.txt`, parsed.
struct RuleBook {
    /// What a section of the file does with its phrases.
    enum Kind: Equatable {
        case explicit(Refusal.Code)
        case bare(Refusal.Code)
        case about
    }

    struct Section {
        let id: String
        let kind: Kind
        /// What the refusal says is being asked for.
        var reason = ""

        /// The code of the refusal, where the section refuses.
        var code: Refusal.Code? {
            switch kind {
            case .explicit(let code), .bare(let code): code
            case .about: nil
            }
        }
    }

    struct Rule {
        let section: Int
        let pattern: RulePattern
        let isWeak: Bool
    }

    private(set) var lists = WordLists()
    private(set) var sections: [Section] = []
    private(set) var rules: [Rule] = []
    /// Rules by the words that they can begin with; anchored rules apart, since they are tried at one place.
    private(set) var floating: [Int32: [Int]] = [:]
    private(set) var anchored: [Int32: [Int]] = [:]
    /// Anchored rules that begin with any word.
    private(set) var wild: [Int] = []

    static let maskList = "mask"

    /// - Throws: `RuleBookError` for a line that is no rule.
    init(text: String, file: String) throws {
        var bodies: [(header: String, lines: [(Int, String)])] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let content = line.trimmingCharacters(in: .whitespaces)
            if content.isEmpty || content.hasPrefix("#") { continue }
            if line.first?.isWhitespace == true {
                guard !bodies.isEmpty else {
                    throw RuleBookError(file: file, line: index + 1, found: content)
                }
                bodies[bodies.count - 1].lines.append((index + 1, content))
            } else if bodies.contains(where: { $0.header == content }) {
                throw RuleBookError(
                    file: file, line: index + 1, found: "\(content), a second time")
            } else {
                bodies.append((header: content, lines: []))
            }
        }

        for body in bodies where body.header == "mask" || body.header.hasPrefix("list ") {
            let name = body.header == "mask" ? Self.maskList : String(body.header.dropFirst(5))
            let entries = body.lines.flatMap { $0.1.split(separator: ",") }
                .map { entry in PolicyText(String(entry)).words.map { lists.register($0) } }
            lists.add(list: name, entries: entries)
        }
        let digits = lists.vocabulary.filter { $0.key.allSatisfy(\.isNumber) }.map { [$0.value] }
        lists.add(list: "number", entries: [[WordLists.number]] + digits)
        lists.add(list: "masked", entries: [[WordLists.masked]])

        for body in bodies where body.header != "mask" && !body.header.hasPrefix("list ") {
            try addSection(header: body.header, lines: body.lines, file: file)
        }
        indexRules()
    }

    private mutating func addSection(
        header: String, lines: [(Int, String)], file: String
    ) throws {
        let parts = header.split(separator: " ").map(String.init)
        let code = parts.count == 3 ? Refusal.Code(rawValue: parts[2]) : nil
        let kind: Kind
        switch (parts[0], code) {
        case ("explicit", let code?): kind = .explicit(code)
        case ("bare", let code?): kind = .bare(code)
        case ("about", nil) where parts.count == 2: kind = .about
        default: throw RuleBookError(file: file, line: (lines.first?.0 ?? 1) - 1, found: header)
        }

        var section = Section(id: parts[1], kind: kind)
        for (number, line) in lines {
            if line.hasPrefix("why:") {
                section.reason = line.dropFirst(4).trimmingCharacters(in: .whitespaces)
                continue
            }
            let isWeak = line.hasPrefix("weak:")
            let phrase = isWeak ? String(line.dropFirst(5)) : line
            guard let pattern = pattern(of: phrase) else {
                throw RuleBookError(file: file, line: number, found: line)
            }
            rules.append(Rule(section: sections.count, pattern: pattern, isWeak: isWeak))
        }
        sections.append(section)
    }

    private mutating func pattern(of phrase: String) -> RulePattern? {
        var parts = phrase.split(separator: " ").map(String.init)
        let hasRest = parts.last == "rest"
        if hasRest { parts.removeLast() }
        var elements: [RulePattern.Element] = []
        for part in parts {
            guard let element = element(of: part) else { return nil }
            elements.append(element)
        }
        return elements.isEmpty ? nil : RulePattern(elements: elements, hasRest: hasRest)
    }

    private mutating func element(of part: String) -> RulePattern.Element? {
        switch part {
        case "^": return .init(accepts: .start, count: .once)
        case "$": return .init(accepts: .end, count: .once)
        case "_": return .init(accepts: .any, count: .once)
        case "..": return .init(accepts: .gap, count: .once)
        default: break
        }

        var body = Substring(part)
        var count = RulePattern.Count.once
        if body.hasPrefix("!") {
            count = .never
            body = body.dropFirst()
        } else if body.hasSuffix("?") {
            count = .optional
            body = body.dropLast()
        } else if body.hasSuffix("*") {
            count = .repeated
            body = body.dropLast()
        }

        if body.hasPrefix("<"), body.hasSuffix(">") {
            let names = body.dropFirst().dropLast().split(separator: "|").map(String.init)
            let indexes = names.compactMap { lists.indexes[$0] }
            guard !indexes.isEmpty, indexes.count == names.count else { return nil }
            return .init(accepts: .lists(indexes), count: count)
        }
        let words = body.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard words.allSatisfy({ PolicyText($0).words == [$0] }) else { return nil }
        return .init(accepts: .words(Set(words.map { lists.register($0) })), count: count)
    }

    private mutating func indexRules() {
        for (index, rule) in rules.enumerated() {
            if case .any? = rule.pattern.elements.first(where: { element in
                if case .start = element.accepts { return false }
                return element.count != .never
            })?.accepts {
                wild.append(index)
                continue
            }
            for word in firstWords(of: rule.pattern) {
                if rule.pattern.isAnchored {
                    anchored[word, default: []].append(index)
                } else {
                    floating[word, default: []].append(index)
                }
            }
        }
    }

    private func firstWords(of pattern: RulePattern) -> Set<Int32> {
        var words: Set<Int32> = []
        for element in pattern.elements where element.count != .never {
            switch element.accepts {
            case .start, .end, .gap, .any: continue
            case .words(let accepted): words.formUnion(accepted)
            case .lists(let indexes):
                for index in indexes { words.formUnion(lists.firstWords(of: index)) }
            }
            if element.count == .once { break }
        }
        return words
    }
}

/// A line of the rule file that is no rule.
struct RuleBookError: Error, CustomStringConvertible, Equatable {
    let file: String
    let line: Int
    let found: String

    var description: String {
        "\(file), line \(line): '\(found)' is no rule. Expected a section (list NAME, mask, "
            + "explicit ID CODE, bare ID CODE, about ID) or a phrase made of words and lists that exist. "
            + "Restore the file that came with zeroshot."
    }
}
