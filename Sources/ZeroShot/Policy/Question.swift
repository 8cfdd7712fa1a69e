import Foundation

/// The question that labels, templates and prompts together put to an image, judged by the rules.
struct Question {
    private let labels: [String]
    private let prompts: [[String]]
    private let topics: RestrictedTopics
    private let templates: [Template]

    /// Restricted topics asked for, in the order in which they were found.
    private(set) var reasons: [Refusal.Reason] = []
    /// The labels that describe people.
    var peopleLabels: [String] {
        let strong = Set(people.values.flatMap { $0 }.filter { !$0.isWeak }.map(\.section))
        return people.sorted { $0.key < $1.key }
            .filter { $0.value.contains { !$0.isWeak || strong.contains($0.section) } }
            .map { labels[$0.key] }
    }

    /// Whether more than half of the labels describe people.
    var isAboutPeople: Bool { peopleLabels.count * 2 > labels.count }

    /// Text and label positions that brought a section of the rules about.
    private struct Evidence {
        var labels: Set<Int> = []
        var triggers: [String] = []

        mutating func add(_ trigger: String, label: Int?) {
            if let label { labels.insert(label) }
            if !triggers.contains(trigger) { triggers.append(trigger) }
        }
    }

    /// Values of one attribute that go on alike.
    private struct ValueGroup {
        var values: Set<[String]> = []
        var hasStrong = false
        var evidence = Evidence()
    }

    private struct ValueKey: Hashable {
        let section: Int
        let rest: [String]
    }

    private var explicit: [Int: Evidence] = [:]
    private var values: [ValueKey: ValueGroup] = [:]
    private var named = Evidence()
    /// Per label, the sections by which it is about people.
    private var people: [Int: [(section: Int, isWeak: Bool)]] = [:]

    /// A share of the labels, or of a label's prompts, from which on it is what is being asked: a fifth.
    private static func isShare(_ part: Int, of whole: Int) -> Bool {
        part * 5 >= whole
    }

    private struct Template {
        let text: String
        let before: RestrictedTopics.Tokens
        let after: RestrictedTopics.Tokens?
        /// Whether the label stands in it as if alone (a photo of a {}).
        let isTransparent: Bool
        /// Whether what follows the label is set off from it, as by a comma, so that it does not change the label.
        let isSetOff: Bool
        /// Whether the words beside the label make a given name or a surname a whole name.
        let adjoinsName: Bool
        /// The place of the first template that the rules cannot tell from this one.
        var likeness = 0

        func isLike(_ other: Template) -> Bool {
            before.numbers == other.before.numbers && after?.numbers == other.after?.numbers
                && isSetOff == other.isSetOff
        }

        init(_ text: String, _ topics: RestrictedTopics) {
            self.text = text
            let slots = ["{class}", "{a class}", "{}", "{c}"].compactMap { text.range(of: $0) }
            let start = slots.first?.lowerBound ?? text.endIndex
            let tail = text[(slots.first?.upperBound ?? text.endIndex)...]
            let before = topics.tokens(of: String(text[..<start]))
            let after = topics.tokens(of: String(tail))
            self.before = before
            self.after = slots.isEmpty ? nil : after
            isTransparent =
                !slots.isEmpty && topics.isTransparent(before) && topics.isTransparent(after)
            isSetOff = tail.first { !$0.isWhitespace }?.isPunctuation ?? false
            adjoinsName = topics.adjoinsName(before: before, after: after)
        }

        /// The template up to the label.
        func begun(with label: RestrictedTopics.Tokens) -> RestrictedTopics.Tokens {
            RestrictedTopics.Tokens(
                words: before.words + label.words, numbers: before.numbers + label.numbers)
        }

        func filled(with label: RestrictedTopics.Tokens) -> RestrictedTopics.Tokens {
            guard let after else { return before }
            return RestrictedTopics.Tokens(
                words: before.words + label.words + after.words,
                numbers: before.numbers + label.numbers + after.numbers)
        }
    }

    init(labels: [String], templates: [String], prompts: [[String]], topics: RestrictedTopics) {
        self.labels = labels
        self.prompts = prompts
        self.topics = topics
        var parsed: [Template] = []
        for text in templates {
            var template = Template(text, topics)
            template.likeness = parsed.firstIndex(where: template.isLike) ?? parsed.count
            parsed.append(template)
        }
        self.templates = parsed
    }

    mutating func judge() {
        let telling = templates.filter { !$0.isTransparent }
        let standsAlone = telling.count < templates.count || templates.isEmpty
        judgeTemplates(telling)

        var cache: [Cached: RestrictedTopics.Finding] = [:]
        for (index, label) in labels.enumerated() {
            let tokens = topics.tokens(of: label)
            let alone = topics.findings(in: topics.masked(tokens))
            if standsAlone { people[index, default: []] += alone.people }
            note(alone, label: index, trigger: label, withValues: standsAlone)
            if topics.isName(tokens) { named.add(label, label: index) }

            for template in telling {
                let found = filling(template, with: tokens, &cache)
                if !standsAlone { people[index, default: []] += found.people }
                if template.adjoinsName, topics.isName(template.filled(with: tokens)) {
                    named.add("\(label)' in '\(template.text)", label: index)
                }
                let isNew = found.explicit.contains { hit in
                    !alone.explicit.contains { $0.section == hit.section }
                }
                guard isNew || !found.values.isEmpty else { continue }
                note(found, label: index, trigger: "\(label)' in '\(template.text)", withValues: true)
            }
            if index < prompts.count {
                judgePrompts(prompts[index], label: index, tokens)
            }
        }
        collectReasons()
    }

    private struct Cached: Hashable {
        let template: Int
        let label: [Int32]
    }

    /// What a filled template holds; labels and templates that the rules cannot tell apart are judged once.
    private func filling(
        _ template: Template, with label: RestrictedTopics.Tokens,
        _ cache: inout [Cached: RestrictedTopics.Finding]
    ) -> RestrictedTopics.Finding {
        let key = Cached(template: template.likeness, label: label.numbers)
        if let known = cache[key] { return known }
        var found = topics.findings(in: topics.masked(template.filled(with: label)))
        if template.isSetOff {
            let begun = topics.findings(in: topics.masked(template.begun(with: label)))
            found.values += begun.values
            found.people += begun.people
        }
        // A value is told by its words, which labels of equal word numbers need not share.
        if found.values.isEmpty { cache[key] = found }
        return found
    }

    private mutating func judgeTemplates(_ telling: [Template]) {
        let anything = RestrictedTopics.Tokens(words: ["…"], numbers: [WordLists.unknown])
        for template in telling {
            let found = topics.findings(in: topics.masked(template.filled(with: anything)))
            for hit in found.explicit { explicit[hit.section, default: Evidence()].add(template.text, label: nil) }
            for part in [template.before, template.after].compactMap({ $0 }) where topics.isName(part) {
                for index in labels.indices { named.add(template.text, label: index) }
            }
        }
    }

    private mutating func note(
        _ found: RestrictedTopics.Finding, label: Int, trigger: String, withValues: Bool
    ) {
        for hit in found.explicit {
            explicit[hit.section, default: Evidence()].add(trigger, label: label)
        }
        guard withValues else { return }
        for value in found.values { add(value, label: label, trigger: trigger) }
    }

    private mutating func add(
        _ value: RestrictedTopics.Finding.Value, label: Int, trigger: String
    ) {
        let key = ValueKey(section: value.section, rest: value.rest)
        values[key, default: ValueGroup()].values.insert(value.value)
        values[key, default: ValueGroup()].evidence.add(trigger, label: label)
        if !value.isWeak { values[key, default: ValueGroup()].hasStrong = true }
    }

    /// Judges the sentences given for one label.
    ///
    /// A long description may mention people in passing (a robe worn by Muslim women); the label asks for
    /// something only when a fifth of its sentences do.
    private mutating func judgePrompts(
        _ sentences: [String], label: Int, _ labelTokens: RestrictedTopics.Tokens
    ) {
        var sections: [Int: [String]] = [:]
        var valueHits: [(value: RestrictedTopics.Finding.Value, sentence: String)] = []
        var nameHits: [String] = []
        var aboutPeople: [[(section: Int, isWeak: Bool)]] = []
        let subject = topics.masked(labelTokens)

        for sentence in sentences {
            let tokens = topics.tokens(of: sentence)
            let found = topics.findings(in: topics.masked(tokens))
            let asked = found.explicit.filter { hit in
                !topics.isInPassing(at: hit.position, in: topics.masked(tokens), label: subject)
            }
            for section in Set(asked.map(\.section)) { sections[section, default: []].append(sentence) }
            valueHits += found.values.map { ($0, sentence) }
            if topics.isName(tokens) { nameHits.append(sentence) }
            if !found.people.isEmpty { aboutPeople.append(found.people) }
        }

        for (section, hits) in sections where Self.isShare(hits.count, of: sentences.count) {
            for hit in hits { explicit[section, default: Evidence()].add(hit, label: label) }
        }
        let bySection = Dictionary(grouping: valueHits) { $0.value.section }
        for hits in bySection.values where Self.isShare(hits.count, of: sentences.count) {
            for hit in hits { add(hit.value, label: label, trigger: hit.sentence) }
        }
        if let first = nameHits.first, Self.isShare(nameHits.count, of: sentences.count) {
            named.add(first, label: label)
        }
        if aboutPeople.count * 2 > sentences.count {
            people[label, default: []] += aboutPeople.flatMap { $0 }
        }
    }

    private mutating func collectReasons() {
        var found: [(code: Refusal.Code, why: String, triggers: [String])] = []

        func add(_ section: Int, _ triggers: [String]) {
            let rules = topics.book.sections[section]
            guard let code = rules.code else { return }
            if let place = found.firstIndex(where: { $0.code == code && $0.why == rules.reason }) {
                found[place].triggers += triggers.filter { !found[place].triggers.contains($0) }
            } else {
                found.append((code, rules.reason, triggers))
            }
        }

        for (section, evidence) in explicit.sorted(by: { $0.key < $1.key }) {
            add(section, evidence.triggers)
        }
        let asked = values.filter { _, group in
            group.values.count >= 2 && group.hasStrong
                && Self.isShare(group.evidence.labels.count, of: labels.count)
        }
        for (key, group) in asked.sorted(by: { ($0.key.section, $0.key.rest.count) < ($1.key.section, $1.key.rest.count) }) {
            add(key.section, group.evidence.triggers)
        }
        let isNaming = named.labels.count >= 2 || named.labels.count * 2 >= labels.count
        if !named.labels.isEmpty, isNaming {
            found.append((.restrictedIdentity, "who somebody is, by name", named.triggers))
        }
        reasons = found.map { code, why, triggers in
            Refusal.Reason(
                code: code,
                sentence: "\(Self.quoted(triggers)) \(triggers.count == 1 ? "asks" : "ask") for \(why).",
                triggers: triggers)
        }
    }

    private static let mostQuoted = 3

    private static func quoted(_ triggers: [String]) -> String {
        let shown = triggers.prefix(mostQuoted).map { "'\($0)'" }.joined(separator: ", ")
        let others = triggers.count - mostQuoted
        return others > 0 ? "\(shown) and \(others) more" : shown
    }
}
