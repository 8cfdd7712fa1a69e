/// Where the regular expression engines of the references differ from one another.
enum RegexEngine: Equatable, Sendable {
    /// Oniguruma, as in Hugging Face tokenizers 0.23: Unicode 16 tables, case matters.
    case oniguruma

    /// Python's `regex` module with IGNORECASE, as in open_clip.
    ///
    /// It knows newer Unicode versions than Swift; characters newer than Swift's tables are symbols
    /// here.
    case pythonIgnoringCase

    /// The class of a character, or nil for one that no class matches.
    func scalarClass(of scalar: Unicode.Scalar) -> ScalarClass? {
        switch self {
        case .oniguruma:
            return ScalarClass(scalar, upTo: (major: 16, minor: 0))
        case .pythonIgnoringCase:
            // U+0345 is a mark whose other case is a letter. Ignoring case, a set that leaves out
            // letters does not match it, and it is no letter either.
            return scalar == "\u{345}" ? nil : ScalarClass(scalar)
        }
    }

    /// The character as it is compared with a literal; literals are lower-case ASCII.
    func literalForm(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard case .pythonIgnoringCase = self else { return scalar }
        switch scalar {
        case "A"..."Z": return Unicode.Scalar(UInt8(scalar.value) + 32)
        case "\u{17F}": return "s"  // long s
        case "\u{212A}": return "k"  // kelvin sign
        default: return scalar
        }
    }
}
