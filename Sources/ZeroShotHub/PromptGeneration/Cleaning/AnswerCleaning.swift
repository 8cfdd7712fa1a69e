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
