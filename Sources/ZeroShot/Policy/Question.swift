/// The question that labels, templates and prompts together put to an image, judged by the rules.
struct Question {
    private let labels: [String]
    /// What templates are filled with; empty when that is the label.
    private let names: [[String]]
    private let prompts: [[String]]
    private let topics: RestrictedTopics
    private let templates: [QuestionTemplate]

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

    /// What brought a topic about: texts of the caller, each with the label it belongs to.
    private struct Evidence {
        /// The label of a text that belongs to all of them.
        static let allLabels = -1

        private(set) var labels: Set<Int> = []
        private var texts: [(label: Int, text: String)] = []
        private var seen: Set<String> = []

        mutating func add(_ text: String, label: Int) {
            labels.insert(label)
            if seen.insert(text).inserted { texts.append((label, text)) }
        }

        mutating func add(_ other: Evidence) {
            for (label, text) in other.texts { add(text, label: label) }
        }

        /// The texts in the caller's order of labels.
        var triggers: [String] {
            texts.enumerated()
                .sorted { ($0.element.label, $0.offset) < ($1.element.label, $1.offset) }
                .map(\.element.text)
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
    /// The sections that a template asks for whatever the label, by the template's likeness.
    private var asking: [Int: Set<Int>] = [:]
    /// Per label, the sections by which it is about people.
    private var people: [Int: [(section: Int, isWeak: Bool)]] = [:]

    /// A share of the labels, or of a label's prompts, from which on it is what is being asked: a fifth.
    private static func isShare(_ part: Int, of whole: Int) -> Bool {
        part * 5 >= whole
    }

    init(
        labels: [String], names: [[String]], templates: [String], prompts: [[String]],
        topics: RestrictedTopics
    ) {
        self.labels = labels
        self.names = names
        self.prompts = prompts
        self.topics = topics
        var parsed: [QuestionTemplate] = []
        for text in templates {
            var template = QuestionTemplate(text, topics)
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
            let names = index < names.count ? names[index] : [label]
            // Reports show the label, also where no template holds it.
            let texts = names.contains(label) ? names : [label] + names
            let subjects = texts.map { topics.tokens(of: $0) }
            for (text, tokens) in zip(texts, subjects) {
                let isFilledIn = names.contains(text)
                judge(
                    text, tokens, label: index, in: isFilledIn ? telling : [],
                    standsAlone: standsAlone || !isFilledIn, &cache
                )
            }
            if index < prompts.count {
                judgePrompts(prompts[index], label: index, about: subjects)
            }
        }
        collectReasons()
    }

    /// Judges a label or another name of its class, alone and in the templates.
    private mutating func judge(
        _ text: String, _ tokens: RestrictedTopics.Tokens, label: Int,
        in templates: [QuestionTemplate], standsAlone: Bool,
        _ cache: inout [Cached: RestrictedTopics.Finding]
    ) {
        let alone = topics.findings(in: topics.masked(tokens))
        if standsAlone { people[label, default: []] += alone.people }
        note(alone, label: label, trigger: text, withValues: standsAlone)
        if topics.isName(tokens) { named.add(text, label: label) }

        for template in templates {
            let found = filling(template, with: tokens, &cache)
            if !standsAlone { people[label, default: []] += found.people }
            if template.adjoinsName, topics.isName(template.filled(with: tokens)) {
                named.add(template.text(with: text), label: label)
            }
            let known = Set(alone.explicit.map(\.section))
                .union(asking[template.likeness, default: []])
            note(
                found, besides: known, label: label, trigger: template.text(with: text),
                withValues: true
            )
        }
    }

    private struct Cached: Hashable {
        let template: Int
        let label: [Int32]
    }

    /// What a filled template holds; labels and templates that the rules cannot tell apart are judged once.
    private func filling(
        _ template: QuestionTemplate, with label: RestrictedTopics.Tokens,
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

    private mutating func judgeTemplates(_ telling: [QuestionTemplate]) {
        let anything = RestrictedTopics.Tokens(words: ["…"], numbers: [WordLists.unknown])
        for template in telling {
            let found = topics.findings(in: topics.masked(template.filled(with: anything)))
            for hit in found.explicit {
                explicit[hit.section, default: Evidence()]
                    .add(template.text, label: Evidence.allLabels)
                asking[template.likeness, default: []].insert(hit.section)
            }
            for part in [template.before, template.after].compactMap({ $0 })
            where topics.isName(part) {
                for index in labels.indices { named.add(template.text, label: index) }
            }
        }
    }

    /// Notes what was found in a text, but for the sections that are noted already.
    private mutating func note(
        _ found: RestrictedTopics.Finding, besides known: Set<Int> = [], label: Int,
        trigger: @autoclosure () -> String, withValues: Bool
    ) {
        for hit in found.explicit where !known.contains(hit.section) {
            explicit[hit.section, default: Evidence()].add(trigger(), label: label)
        }
        guard withValues else { return }
        for value in found.values { add(value, label: label, trigger: trigger()) }
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
        _ sentences: [String], label: Int, about names: [RestrictedTopics.Tokens]
    ) {
        var sections: [Int: [String]] = [:]
        var valueHits: [(value: RestrictedTopics.Finding.Value, sentence: String)] = []
        var nameHits: [String] = []
        var aboutPeople: [[(section: Int, isWeak: Bool)]] = []
        let subjects = names.map(topics.masked)

        for sentence in sentences {
            let tokens = topics.tokens(of: sentence)
            let found = topics.findings(in: topics.masked(tokens))
            let asked = found.explicit.filter { hit in
                let sentence = topics.masked(tokens)
                return !subjects.contains {
                    topics.isInPassing(at: hit.position, in: sentence, label: $0)
                }
            }
            for section in Set(asked.map(\.section)) {
                sections[section, default: []].append(sentence)
            }
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
        var evidence: [Topic: Evidence] = [:]
        for (section, found) in explicit {
            guard let topic = topic(of: section) else { continue }
            evidence[topic, default: Evidence()].add(found)
        }
        for (key, group) in values {
            let isAsked =
                group.values.count >= 2 && group.hasStrong
                && Self.isShare(group.evidence.labels.count, of: labels.count)
            guard isAsked, let topic = topic(of: key.section) else { continue }
            evidence[topic, default: Evidence()].add(group.evidence)
        }
        if named.labels.count >= 2 || named.labels.count == 1 && labels.count <= 2 {
            let topic = Topic(code: .restrictedIdentity, reason: "who somebody is, by name")
            evidence[topic, default: Evidence()].add(named)
        }
        reasons = evidence.sorted { ($0.key.code, $0.key.reason) < ($1.key.code, $1.key.reason) }
            .map { topic, evidence in
                let triggers = evidence.triggers
                let verb = triggers.count == 1 ? "asks" : "ask"
                return Refusal.Reason(
                    code: topic.code,
                    sentence: "\(Self.quoted(triggers)) \(verb) for \(topic.reason).",
                    triggers: triggers
                )
            }
    }

    /// What sections of the rules that say the same ask for.
    private struct Topic: Hashable {
        let code: Refusal.Code
        let reason: String
    }

    private func topic(of section: Int) -> Topic? {
        let rules = topics.book.sections[section]
        return rules.code.map { Topic(code: $0, reason: rules.reason) }
    }

    private static let mostQuoted = 3

    private static func quoted(_ triggers: [String]) -> String {
        let shown = triggers.prefix(mostQuoted).map { "'\($0)'" }.joined(separator: ", ")
        let others = triggers.count - mostQuoted
        return others > 0 ? "\(shown) and \(others) more" : shown
    }
}
