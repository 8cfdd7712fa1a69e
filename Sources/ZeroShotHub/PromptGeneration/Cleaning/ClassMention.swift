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
        subject = isAlphabetic ? Self.withArticle(label) : label
    }

    /// The sentence with the class's name in it.
    func naming(_ sentence: String) -> String {
        if isNamed(in: sentence) { return sentence }
        let first = sentence.prefix { $0.isLetter || $0 == "'" || $0 == "’" }
        let rest = sentence[first.endIndex...]
        if rest.first == " ", !Self.isImpersonal(rest) {
            switch first.lowercased() {
            case "it": return subject + rest
            case "its": return subject + "'s" + rest
            case "it's", "it’s": return subject + " is" + rest
            default: break
            }
        }
        return subject + (sentence.contains(":") ? ", " : ": ") + sentence
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

    private static func withArticle(_ label: String) -> String {
        guard let template = try? PromptTemplate("{a class}") else { return label }
        return template.prompt(for: label)
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
