import Testing

@testable import ZeroShot

struct TerminalTextTests {
    @Test(arguments: [
        ("", 0), ("owl", 3), ("é", 1), ("e\u{301}", 1), ("フクロウ", 8), ("올빼미", 6), ("猫", 2), ("🦉", 2),
        ("👩🏽‍🚀", 2), ("🇪🇪", 2), ("❤️", 2), ("❤", 1), ("\u{301}", 0), ("ｆ", 2), ("—", 1), ("𠀋", 2),
    ])
    func `a text takes the columns a terminal gives it`(text: String, columns: Int) {
        #expect(TerminalText.columns(text) == columns)
    }

    @Test(arguments: [
        ("owl", "owl"), ("a\tb", "a\\u{9}b"), ("\u{1B}[31m", "\\u{1b}[31m"),
        ("\u{7F}\u{85}", "\\u{7f}\\u{85}"), ("\u{2028}", "\\u{2028}"), ("\u{200B}", "\\u{200b}"),
        ("\u{202E}x", "\\u{202e}x"), ("\u{FEFF}", "\\u{feff}"), ("👩🏽‍🚀", "👩🏽‍🚀"), ("می‌خواهم", "می‌خواهم"),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    ])
    func `what a terminal would obey is spelt out`(text: String, safe: String) {
        #expect(TerminalText.safe(text).unicodeScalars.elementsEqual(safe.unicodeScalars))
    }

    @Test(arguments: [
        ("owl", 5, "owl  "), ("owl", 3, "owl"), ("owls", 3, "ow…"), ("フクロウ", 5, "フク…"),
        ("フクロウ", 4, "フ… "), ("", 2, "  "), ("owl", 1, "…"),
    ])
    func `fitting fills up or cuts with an ellipsis`(text: String, width: Int, fitted: String) {
        #expect(TerminalText.fit(text, columns: width) == fitted)
    }

    @Test func `lines break at spaces and long words stand alone`() {
        #expect(
            TerminalText.wrap("an owl on a   branch", columns: 8) == ["an owl", "on a", "branch"])
        #expect(
            TerminalText.wrap("see /a/very/long/path now", columns: 8) == [
                "see", "/a/very/long/path", "now",
            ])
        #expect(TerminalText.wrap("", columns: 8) == [""])
    }
}
