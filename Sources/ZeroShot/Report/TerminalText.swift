/// Text on a terminal: what may reach it, and how many columns it takes.
package enum TerminalText {
    /// The text without anything that a terminal would obey or that would move other text.
    ///
    /// Control characters, line separators and invisible format characters are written as
    /// `\u{1b}`. Joiners and tags stay: emoji and several scripts are built with them.
    package static func safe(_ text: String) -> String {
        guard !text.utf8.allSatisfy(printable.contains) else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    /// The bytes of ASCII's visible characters and the blank.
    private static let printable = UInt8(ascii: " ")...UInt8(ascii: "~")

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: !["\u{200C}", "\u{200D}"].contains(scalar) && !isTag(scalar)
        default: false
        }
    }

    private static func isTag(_ scalar: Unicode.Scalar) -> Bool {
        ("\u{E0020}"..."\u{E007F}").contains(scalar)
    }

    /// The columns a text takes: two for a wide character or an emoji, none for a mark alone.
    static func columns(_ text: String) -> Int {
        text.reduce(0) { $0 + columns($1) }
    }

    private static func columns(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let isEmoji = first.properties.isEmojiPresentation || scalars.contains("\u{FE0F}")
        return isEmoji || wide.contains { $0.contains(first) } ? 2 : 1
    }

    /// Where East Asian wide and full-width characters lie (Unicode Standard Annex 11), in blocks.
    private static let wide: [ClosedRange<Unicode.Scalar>] = [
        "\u{1100}"..."\u{115F}", "\u{2E80}"..."\u{303E}", "\u{3041}"..."\u{A4CF}",
        "\u{A960}"..."\u{A97F}", "\u{AC00}"..."\u{D7A3}", "\u{F900}"..."\u{FAFF}",
        "\u{FE30}"..."\u{FE6F}", "\u{FF01}"..."\u{FF60}", "\u{FFE0}"..."\u{FFE6}",
        "\u{16FE0}"..."\u{18CFF}", "\u{1B000}"..."\u{1B2FF}", "\u{20000}"..."\u{3FFFD}",
    ]

    /// The text filled up with blanks, or cut with an ellipsis, to so many columns.
    static func fit(_ text: String, columns width: Int) -> String {
        let needed = columns(text)
        if needed <= width {
            return text + blanks(width - needed)
        }
        var cut = ""
        var used = 0
        for character in text {
            used += columns(character)
            if used > width - 1 { break }
            cut.append(character)
        }
        return cut + "…" + blanks(width - 1 - columns(cut))
    }

    /// The text broken at spaces into lines of so many columns; a longer word gets its own line.
    static func wrap(_ text: String, columns width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if columns(line) + 1 + columns(String(word)) <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return lines + [line]
    }

    static func blanks(_ count: Int) -> String {
        String(repeating: " ", count: count)
    }
}
