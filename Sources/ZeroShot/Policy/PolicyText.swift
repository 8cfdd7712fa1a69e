import Foundation

/// The words of one text as the rules see them: folded, without articles.
///
/// Folding takes away what does not change the question: case, width, accents and combining marks, invisible
/// characters, letters of other scripts that look Latin, hyphens, underscores and other punctuation,
/// possessive endings, and the boundary inside `AsianWoman`.
package struct PolicyText {
    /// Folded words in the order of the text.
    package let words: [String]

    package init(_ text: String) {
        words = Self.words(of: text)
    }

    /// The singular of an English word, good enough to compare two words that both went through it.
    package static func stem(_ word: String) -> String {
        if let singular = irregularPlurals[word] { return singular }
        let letters = word.utf8
        guard letters.count > 3, letters.last == UInt8(ascii: "s") else { return word }
        for ending in ["ss", "us", "is"] where word.hasSuffix(ending) { return word }
        if letters.count > 4, word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        for ending in ["sses", "shes", "ches", "xes", "zzes"] where word.hasSuffix(ending) {
            return String(word.dropLast(2))
        }
        return String(word.dropLast())
    }

    private static let irregularPlurals = [
        "men": "man", "mens": "man", "women": "woman", "womens": "woman", "children": "child",
        "childrens": "child", "wives": "wife", "wolves": "wolf", "leaves": "leaf", "mice": "mouse",
        "geese": "goose", "feet": "foot", "teeth": "tooth", "thieves": "thief", "berries": "berry",
        "oxen": "ox", "knives": "knife", "fungi": "fungus", "metastases": "metastasis",
        "diagnoses": "diagnosis", "gentlemen": "gentleman", "nevi": "nevus", "isnt": "not",
        "arent": "not", "wont": "not", "cannot": "not", "cant": "not", "doesnt": "not",
    ]

    private static let articles: Set<String> = ["a", "an", "the"]

    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previousIsLower = false

        func finish() {
            defer { word = "" }
            guard !word.isEmpty, !articles.contains(word) else { return }
            words.append(word)
        }

        var scalars = plainScalars(of: text).makeIterator()
        var pending = scalars.next()
        while let scalar = pending {
            pending = scalars.next()
            if scalar == "'" {
                // possessive: the apostrophe and a lone s after it go, "don't" becomes "dont"
                if pending == "s" || pending == "S" {
                    let following = scalars.next()
                    if following.map(isWordScalar) == true {
                        word.append("s")
                    }
                    pending = following
                }
                previousIsLower = false
            } else if isWordScalar(scalar) {
                if previousIsLower, isUpper(scalar) { finish() }
                previousIsLower = isLower(scalar)
                if isUpper(scalar) {
                    word.append(scalar.properties.lowercaseMapping)
                } else {
                    word.unicodeScalars.append(scalar)
                }
            } else {
                finish()
                previousIsLower = false
            }
        }
        finish()
        return words.map(latinised)
    }

    /// Compatibility forms taken apart, marks and invisible characters dropped, apostrophes made one.
    private static func plainScalars(of text: String) -> [Unicode.Scalar] {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let source = isASCII ? text : text.decomposedStringWithCompatibilityMapping
        return source.unicodeScalars.compactMap { scalar in
            if scalar.isASCII { return scalar }
            switch scalar {
            case "\u{2019}", "\u{2018}", "\u{02BC}", "\u{2032}": return "'"
            case "ı": return "i"
            case "ø", "Ø": return "o"
            case "ł", "Ł": return "l"
            case "æ", "Æ": return "e"
            default: break
            }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .spacingMark, .enclosingMark, .format: return nil
            default: return scalar
            }
        }
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return isLower(scalar) || isUpper(scalar) || ("0"..."9").contains(scalar)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private static func isUpper(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ("A"..."Z").contains(scalar) : scalar.properties.isUppercase
    }

    private static func isLower(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ("a"..."z").contains(scalar) : scalar.properties.isLowercase
    }

    /// The word with Cyrillic and Greek look-alikes made Latin, if nothing of another script remains.
    private static func latinised(_ word: String) -> String {
        guard word.utf8.contains(where: { $0 >= 0x80 }) else { return word }
        var latin = word.replacingOccurrences(of: "ß", with: "ss")
        latin = String(latin.map { lookAlikes[$0] ?? $0 })
        return latin.utf8.allSatisfy { $0 < 0x80 } ? latin : word
    }

    private static let lookAlikes: [Character: Character] = [
        "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c",
        "т": "t", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ӏ": "l",
        "α": "a", "ο": "o", "ρ": "p", "ν": "v", "ι": "i", "κ": "k", "τ": "t", "υ": "u", "ε": "e",
    ]
}
