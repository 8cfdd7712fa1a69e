/// A step that cleans text before it is split; the `normalizer` of tokenizer.json.
indirect enum TextNormalizer: Equatable, Sendable {
    case sequence([TextNormalizer])
    case form(NormalizationForm)
    /// Each match of a pattern becomes the replacement.
    case replace(TextPattern, with: [Unicode.Scalar])
    /// Lower case, character by character.
    case lowercase
    /// Without whitespace at either end.
    case strip(left: Bool, right: Bool)
    /// With something in front, unless the text is empty.
    case prepend([Unicode.Scalar])
    /// SentencePiece's table of replacements, as Hugging Face tokenizers applies it.
    case precompiled(PrecompiledCharsmap)

    func callAsFunction(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        switch self {
        case .sequence(let steps):
            return steps.reduce(text) { $1($0) }
        case .form(let form):
            // The tables of the `tokenizers` package are those of Unicode 9.
            return form.normalize(text, upTo: (major: 9, minor: 0))
        case .replace(let pattern, let replacement):
            return Self.replacing(pattern, in: text, with: replacement)
        case .lowercase:
            return text.reduce(into: []) { $0.append(lowercaseOf: $1) }
        case .strip(let left, let right):
            let head = left ? text.prefix { $0.properties.isWhitespace }.count : 0
            let tail = right ? text.reversed().prefix { $0.properties.isWhitespace }.count : 0
            return head + tail < text.count ? Array(text[head..<text.count - tail]) : []
        case .prepend(let prefix):
            return text.isEmpty ? [] : prefix + text
        case .precompiled(let charsmap):
            return charsmap.replacingGraphemes(in: text)
        }
    }

    /// Whether the cleaned text begins with what the written text begins with.
    var keepsBeginning: Bool {
        switch self {
        case .sequence(let steps): steps.allSatisfy(\.keepsBeginning)
        case .form, .lowercase, .precompiled: true
        case .replace, .strip, .prepend: false
        }
    }

    private static func replacing(
        _ pattern: TextPattern, in text: [Unicode.Scalar], with replacement: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var end = 0
        for match in pattern.matches(in: text, text.indices) {
            result += text[end..<match.lowerBound]
            result += replacement
            end = match.upperBound
        }
        return result + text[end...]
    }
}
