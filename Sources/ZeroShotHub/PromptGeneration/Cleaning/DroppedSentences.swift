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
