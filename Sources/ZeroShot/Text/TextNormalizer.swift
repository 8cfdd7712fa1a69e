/// A step that cleans text before it is split; the `normalizer` of tokenizer.json.
indirect enum TextNormalizer: Equatable, Sendable {
    case sequence([TextNormalizer])
    /// Normalization Form C.
    case nfc
    /// Each run of whitespace becomes the replacement.
    case replaceWhitespace(with: [Unicode.Scalar])
    /// Lower case, character by character.
    case lowercase

    func callAsFunction(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        switch self {
        case .sequence(let steps):
            return steps.reduce(text) { $1($0) }
        case .nfc:
            // The tables of the `tokenizers` package are those of Unicode 9.
            return NormalizationFormC.normalize(text, upTo: (major: 9, minor: 0))
        case .replaceWhitespace(let replacement):
            return Self.replacingWhitespace(in: text, with: replacement)
        case .lowercase:
            return Self.lowercased(text)
        }
    }

    private static func replacingWhitespace(
        in text: [Unicode.Scalar], with replacement: [Unicode.Scalar]
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        var isInside = false
        for scalar in text {
            let isWhitespace = ScalarClass(scalar) == .whitespace
            if !isWhitespace {
                result.append(scalar)
            } else if !isInside {
                result += replacement
            }
            isInside = isWhitespace
        }
        return result
    }

    private static func lowercased(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for scalar in text {
            switch scalar {
            case "A"..."Z": result.append(Unicode.Scalar(UInt8(scalar.value) + 32))
            case "\0"..."\u{7F}": result.append(scalar)
            default: result += scalar.properties.lowercaseMapping.unicodeScalars
            }
        }
        return result
    }
}
