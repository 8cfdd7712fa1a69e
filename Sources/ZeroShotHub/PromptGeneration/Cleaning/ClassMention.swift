internal import ZeroShot

/// The name of a class, and whether a sentence says it.
struct ClassMention: Sendable {
    private let name: String
    /// Folded, singular, without articles; empty where the label has no letters of an alphabet
    /// with cases, in which words are not set apart.
    private let stems: [String]
    private let subject: String
    private let letters: Int

    init(_ label: String) {
        // What tells two meanings of a name apart, as in "crane (bird)", is no part of the name.
        let bare = label.replacing(/\s*\([^()]*\)/, with: "")
        let name = bare.isEmpty ? label : bare
        self.name = name
        letters = name.count(where: \.isLetter)
        let isAlphabetic = name.contains { $0.isUppercase || $0.isLowercase }
        stems = isAlphabetic ? Self.stems(of: name) : []
        subject = isAlphabetic ? IndefiniteArticle.before(label) + label : label
    }

    /// The sentence with the class's name in it.
    func naming(_ sentence: String) -> String {
        if let whole = Self.behindHeading(sentence) {
            if isNamed(in: whole) { return whole }
            if let named = replacingPronoun(in: whole) { return named }
        }
        if isNamed(in: sentence) { return sentence }
        return replacingPronoun(in: sentence)
            ?? subject + (sentence.contains(":") ? ", " : ": ") + sentence
    }

    /// The sentence with the class in place of `It` or `Its` at its beginning; nil without one.
    private func replacingPronoun(in sentence: String) -> String? {
        let first = sentence.prefix { $0.isLetter || $0 == "'" || $0 == "’" }
        let rest = sentence[first.endIndex...]
        guard rest.first == " ", !Self.isImpersonal(rest) else { return nil }
        return switch first.lowercased() {
        case "it": subject + rest
        case "its": subject + "'s" + rest
        case "it's", "it’s": subject + " is" + rest
        default: nil
        }
    }

    /// What follows a few words and a colon, as in `Toe pads: They are sticky.`, where it begins like
    /// a sentence; nil where nothing does.
    private static func behindHeading(_ sentence: String) -> String? {
        guard let colon = sentence.firstRange(of: ": "),
            sentence[..<colon.lowerBound].split(separator: " ").count <= 3,
            sentence[colon.upperBound...].first?.isUppercase == true
        else { return nil }
        return String(sentence[colon.upperBound...])
    }

    /// Whether the name stands there, in the singular or plural, whatever its case and accents.
    func isNamed(in sentence: String) -> Bool {
        guard !stems.isEmpty else { return sentence.contains(name) }
        let found = Self.stems(of: sentence)
        guard found.count >= stems.count else { return false }
        return (0...found.count - stems.count).contains { found[$0...].starts(with: stems) }
    }

    /// How many letters a sentence has more than the name.
    func lettersBeyond(in sentence: String) -> Int {
        sentence.count(where: \.isLetter) - letters
    }

    private static func stems(of text: String) -> [String] {
        PolicyText(text).words.map(PolicyText.stem)
    }

    /// "It is important to note that ..." is not about the class.
    private static func isImpersonal(_ rest: Substring) -> Bool {
        let words = rest.split(separator: " ").prefix(2)
        guard let verb = words.first, ["is", "was", "can", "may"].contains(verb) else {
            return false
        }
        return words.dropFirst().first.map { impersonal.contains($0.lowercased()) } ?? false
    }

    private static let impersonal: Set = [
        "believed", "best", "clear", "common", "difficult", "easy", "estimated", "hard",
        "important", "impossible", "known", "likely", "necessary", "possible", "recommended",
        "said", "thought", "unclear", "useful", "worth",
    ]
}
