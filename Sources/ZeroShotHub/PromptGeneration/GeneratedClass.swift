internal import ZeroShot

/// What the answers about one class come to.
struct GeneratedClass: Sendable, Equatable {
    let label: String
    /// Different from one another; in the order of the questions and then of the answers.
    let sentences: [String]
    let dropped: DroppedSentences

    /// Cleans the answers, and leaves out what is there already and what a ranking must not ask.
    ///
    /// - Throws: what the rules throw when they cannot be looked up.
    init(label: String, answers: [ModelAnswer], judgedBy topics: RestrictedTopics) throws {
        let cleaning = AnswerCleaning(label: label)
        var dropped = DroppedSentences()
        var sentences: [String] = []
        var seen: Set<String> = []
        for answer in answers {
            let result = cleaning.clean(answer)
            dropped += result.dropped
            for sentence in result.sentences {
                if seen.insert(Self.key(sentence)).inserted {
                    sentences.append(sentence)
                } else {
                    dropped.duplicates += 1
                }
            }
        }
        let permitted = try Self.permitted(sentences, of: label, by: topics)
        dropped.restricted = sentences.count - permitted.count
        self.label = label
        self.sentences = permitted
        self.dropped = dropped
    }

    /// Equal for sentences that differ in case, articles and punctuation only.
    private static func key(_ sentence: String) -> String {
        let words = PolicyText(sentence).words
        return words.isEmpty ? sentence : words.joined(separator: " ")
    }

    /// The sentences without those for which the request would be refused.
    ///
    /// What the rules have against the label alone is no matter here: it was judged together with
    /// all others before anything was asked. Whether images may show people is no matter either:
    /// there are none yet, and the rules ask again when the file is used.
    private static func permitted(
        _ sentences: [String], of label: String, by topics: RestrictedTopics
    ) throws -> [String] {
        var sentences = sentences
        while !sentences.isEmpty {
            let policy = RequestPolicy(labels: [label], prompts: [sentences], isRanking: false)
            do {
                try policy.check(against: topics)
                return sentences
            } catch let refusal as Refusal {
                let reasons = refusal.reasons.filter { $0.code != .peopleWithoutPolicy }
                let triggers = Set(reasons.flatMap(\.triggers))
                let kept = sentences.filter { !triggers.contains($0) }
                if kept.count == sentences.count { return sentences }
                sentences = kept
            }
        }
        return []
    }
}
