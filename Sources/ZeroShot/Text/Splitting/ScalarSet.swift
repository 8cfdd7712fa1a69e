/// A set of characters that steps of tokenizer.json look for by name.
///
/// Each is that of the library which the step uses in the reference, by the tables that it has: Unicode
/// 17 in Rust itself, 16 in the regex crate, 8 in the unicode_categories crate.
enum ScalarSet: Equatable, Sendable {
    /// Rust's `char::is_whitespace`.
    case whitespace
    /// Rust's `char::is_numeric`.
    case numeric
    /// ASCII punctuation, symbols included, and the punctuation of Unicode 8.
    case punctuation
    /// `\w` of Unicode's regular expressions (UTS 18, Annex C), of Unicode 16.
    case word
    /// `[^\w\s]`.
    case sign

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .whitespace: scalar.properties.isWhitespace
        case .numeric: ScalarClass(scalar) == .number
        case .punctuation: Self.isPunctuation(scalar)
        case .word: Self.isWord(scalar)
        case .sign: !Self.isWord(scalar) && !scalar.properties.isWhitespace
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return asciiPunctuation.contains(scalar) }
        // Later versions count them as a symbol and as a mark.
        if scalar == "\u{166D}" || scalar == "\u{111C9}" { return true }
        guard isKnown(scalar, to: (major: 8, minor: 0)) else { return false }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default:
            return false
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        guard isKnown(scalar, to: (major: 16, minor: 0)) else { return false }
        let properties = scalar.properties
        if properties.isAlphabetic || properties.isJoinControl { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
            return true
        default:
            return false
        }
    }

    private static func isKnown(_ scalar: Unicode.Scalar, to version: Unicode.Version) -> Bool {
        scalar.properties.age.map { $0 <= version } ?? false
    }

    /// Also Python's `string.punctuation`.
    static let asciiPunctuation = Set(##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##.unicodeScalars)
}
