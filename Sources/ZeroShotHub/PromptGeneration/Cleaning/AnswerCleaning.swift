internal import ZeroShot

/// Turns what a language model says of a class into sentences that can stand for it.
///
/// One answer may hold a paragraph, a list, or both. Each sentence and each item of a list becomes a
/// sentence of its own that names the class: where it does not, `It` at its beginning is replaced
/// by the class, and anything else is put behind it (`A tree frog: large, round eyes.`). Left out
/// is what describes nothing: refusals, talk about the answer, headings, questions, what the token
/// limit cut off, and what is far too long or says no more than the class's name.
package struct AnswerCleaning: Sendable {
    /// What became of one answer.
    package struct Result: Sendable, Equatable {
        /// In the answer's order; equal ones are not dropped yet.
        package var sentences: [String] = []
        package var dropped = DroppedSentences()
    }

    private let name: ClassMention

    package init(label: String) {
        name = ClassMention(label)
    }

    /// The sentences of one answer.
    package func clean(_ answer: ModelAnswer) -> Result {
        var result = Result()
        if answer.end == .filtered {
            result.dropped.refusals = 1
            return result
        }
        let blocks = AnswerText.blocks(of: answer.text)
        var sentences = blocks.flatMap(SentenceSplitting.sentences)
        guard let first = sentences.first else {
            if answer.end == .tokenLimit { result.dropped.cut = 1 }
            return result
        }
        if SentenceTalk(first).isRefusal {
            result.dropped.refusals = 1
            return result
        }
        if answer.end == .tokenLimit, let last = sentences.last,
            !SentenceSplitting.isFinished(last)
        {
            sentences.removeLast()
            result.dropped.cut = 1
        }
        for sentence in sentences {
            keep(sentence, in: &result)
        }
        return result
    }

    /// Longer than any text tower reads: 64 tokens are about 300 characters.
    static let longest = 400
    /// The letters that a sentence has beyond the name of the class and an article.
    static let fewestLetters = 4

    private func keep(_ sentence: String, in result: inout Result) {
        let talk = SentenceTalk(sentence)
        if talk.isRefusal {
            result.dropped.refusals += 1
        } else if talk.isAboutTheAnswer {
            result.dropped.talk += 1
        } else {
            let text = Self.finished(name.naming(talk.withoutLeadIn))
            if text.count > Self.longest {
                result.dropped.tooLong += 1
            } else if name.lettersBeyond(in: text) < Self.fewestLetters {
                result.dropped.tooShort += 1
            } else {
                result.sentences.append(text)
            }
        }
    }

    /// With a capital letter and a full stop.
    private static func finished(_ text: String) -> String {
        var text = text
        while let last = text.last, ",;:".contains(last) || last.isWhitespace {
            text.removeLast()
        }
        if !SentenceSplitting.isFinished(text) { text += "." }
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}

/// How many sentences were left out, and why; whole answers that hold none count as one.
package struct DroppedSentences: Sendable, Equatable {
    /// The model would not or could not answer.
    package var refusals = 0
    /// Greetings, headings, questions and offers of help.
    package var talk = 0
    /// Not complete when the token limit was reached.
    package var cut = 0
    package var tooLong = 0
    package var tooShort = 0
    /// Equal to an earlier one of the same class, but for case, articles and punctuation.
    package var duplicates = 0
    /// What a ranking must not ask.
    package var restricted = 0

    package var count: Int {
        refusals + talk + cut + tooLong + tooShort + duplicates + restricted
    }

    package static func += (left: inout DroppedSentences, right: DroppedSentences) {
        left.refusals += right.refusals
        left.talk += right.talk
        left.cut += right.cut
        left.tooLong += right.tooLong
        left.tooShort += right.tooShort
        left.duplicates += right.duplicates
        left.restricted += right.restricted
    }
}

extension DroppedSentences: CustomStringConvertible {
    /// For a sentence: `12 duplicates, 1 refusal`; empty when nothing was left out.
    package var description: String {
        let parts = [
            (duplicates, "duplicate", "duplicates"), (refusals, "refusal", "refusals"),
            (talk, "about the answer itself", "about the answers themselves"),
            (cut, "cut off by the token limit", "cut off by the token limit"),
            (tooLong, "too long", "too long"), (tooShort, "too short", "too short"),
            (restricted, "that a ranking must not ask", "that a ranking must not ask"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
            .joined(separator: ", ")
    }
}
