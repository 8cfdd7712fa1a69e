import Foundation

/// The English article before a class name, by sound as far as spelling tells.
///
/// The rule: *an* before a vowel letter, *a* before anything else; exceptions are the beginnings
/// listed below, numbers that are spoken with a vowel, and capitals that are spelt out. A name
/// that brings its own article gets none.
package enum IndefiniteArticle {
    /// `a `, `an `, or nothing.
    package static func before(_ name: String) -> String {
        let words = name.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'" }
        guard let word = words.first(where: { $0.contains { $0.isLetter || $0.isNumber } }) else {
            return "a "
        }
        if words.count > 1, ["a", "an", "the"].contains(word) {
            return ""
        }
        return startsWithVowelSound(String(word)) ? "an " : "a "
    }

    private static let silentH = ["heir", "honest", "honor", "honour", "hour"]

    /// Vowel letters spoken as in *you* or *one*.
    private static let consonantSounds = [
        "eu", "ewe", "once", "one-", "ouija", "u-", "ubiq", "ufo", "ukr", "uku", "uni", "ura",
        "ure", "uri", "usa", "use", "usu", "ute", "uti", "uto",
    ]

    /// Begin like *unicorn* but are spoken as in *under*.
    private static let vowelSounds = ["unident", "unim", "unin"]

    /// Capitals that hold a vowel and are spelt out all the same.
    private static let spelled: Set = [
        "ATM", "ATV", "FBI", "LED", "MRI", "SUV", "UFO", "UHF", "UK", "US", "USA", "USB", "UV",
    ]

    private static func startsWithVowelSound(_ word: String) -> Bool {
        let word = word.folding(options: .diacriticInsensitive, locale: nil)
        guard let first = word.first else { return false }
        if first.isNumber {
            return soundsLikeVowel(number: word.prefix(while: \.isNumber))
        }
        let capitals = word.prefix { $0.isUppercase }
        if isSpelledOut(capitals, in: word) {
            return "AEFHILMNORSX".contains(first)
        }
        let lowercase = word.lowercased()
        if lowercase == "one" || consonantSounds.contains(where: lowercase.hasPrefix) {
            return vowelSounds.contains(where: lowercase.hasPrefix)
        }
        return "aeiou".contains(first.lowercased()) || silentH.contains(where: lowercase.hasPrefix)
    }

    /// Eight, eighty-one, eight hundred; eleven and eighteen, but not one hundred and ten.
    private static func soundsLikeVowel(number: Substring) -> Bool {
        number.hasPrefix("8") || number == "11" || number == "18"
    }

    private static func isSpelledOut(_ capitals: Substring, in word: String) -> Bool {
        guard !capitals.isEmpty else { return false }
        let letters = word.prefix { $0.isLetter }
        guard capitals.count == letters.count else { return false }
        return letters.count == 1 || spelled.contains(String(capitals))
            || !capitals.contains { "AEIOUY".contains($0) }
    }
}
