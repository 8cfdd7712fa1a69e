/// Python's string methods where they differ from Swift's.
enum PythonText {
    /// `" ".join(text.split())`.
    ///
    /// To Python the ASCII separators U+001C to U+001F are spaces too.
    static func collapsingWhitespace(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        Array(text.split(whereSeparator: isSpace).joined(separator: [" "]))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }

    /// `str.lower`: full case mapping, with a final sigma at the end of words.
    static func lowercased(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for (index, scalar) in text.enumerated() {
            if scalar == "\u{3A3}", isFinalSigma(at: index, in: text) {
                result.append("\u{3C2}")
            } else {
                result.append(lowercaseOf: scalar)
            }
        }
        return result
    }

    /// Behind a letter with case and before none, where marks and the like do not count.
    private static func isFinalSigma(at index: Int, in text: [Unicode.Scalar]) -> Bool {
        let before = text[..<index].last { !$0.properties.isCaseIgnorable }
        let after = text[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}
