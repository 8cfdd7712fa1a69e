import Foundation

/// A template as the rules see it: words before and after the label's place.
struct QuestionTemplate {
    let text: String
    private let slot: Range<String.Index>?
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

    func isLike(_ other: QuestionTemplate) -> Bool {
        before.numbers == other.before.numbers && after?.numbers == other.after?.numbers
            && isSetOff == other.isSetOff
    }

    init(_ text: String, _ topics: RestrictedTopics) {
        self.text = text
        slot =
            ["{class}", "{a class}", "{}", "{c}"].lazy
            .compactMap { text.range(of: $0) }.first
        let start = slot?.lowerBound ?? text.endIndex
        let tail = text[(slot?.upperBound ?? text.endIndex)...]
        let before = topics.tokens(of: String(text[..<start]))
        let after = topics.tokens(of: String(tail))
        self.before = before
        self.after = slot == nil ? nil : after
        isTransparent =
            slot != nil && topics.isTransparent(before) && topics.isTransparent(after)
        isSetOff = tail.first { !$0.isWhitespace }.map { ",.;:!?)".contains($0) } ?? false
        adjoinsName = topics.adjoinsName(before: before, after: after)
    }

    /// The filled template as the caller would read it.
    func text(with label: String) -> String {
        guard let slot else { return text }
        return text.replacingCharacters(in: slot, with: label)
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
