/// Text of others in a page.
enum HTMLText {
    /// The text as content or as a quoted attribute, so that it can end neither.
    ///
    /// What would move other text, as bidirectional controls do, or cannot be seen is written as
    /// `\u{202e}`.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in TerminalText.safe(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The same with line ends kept, for text of several lines.
    static func escapedLines(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { escaped(String($0)) }.joined(separator: "\n")
    }

    /// The text, escaped, in an element of its own direction.
    static func isolated(_ text: String) -> String {
        "<bdi>\(escaped(text))</bdi>"
    }
}
