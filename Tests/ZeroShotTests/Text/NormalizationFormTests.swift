import Testing

@testable import ZeroShot

struct NormalizationFormTests {
    @Test(arguments: [
        ("e\u{301}", "\u{E9}"),
        ("e\u{323}\u{302}", "\u{1EC7}"),
        ("e\u{302}\u{323}", "\u{1EC7}"),  // marks in the other order
        ("\u{212B}", "\u{C5}"),  // a singleton
        ("\u{958}", "\u{915}\u{93C}"),  // excluded from composition
        ("\u{344}", "\u{308}\u{301}"),
        ("\u{1100}\u{1161}\u{11A8}", "\u{AC01}"),
        ("\u{AC00}\u{11A8}", "\u{AC01}"),  // Foundation leaves it
        ("\u{110C}\u{1176}", "\u{110C}\u{1176}"),  // Foundation composes it
        ("\u{AC00}\u{301}\u{11A8}", "\u{AC00}\u{301}\u{11A8}"),
        ("\u{E004E}\u{323}", "\u{E004E}\u{323}"),  // not an N, as Foundation thinks
        ("\u{816}\u{F81}", "\u{F71}\u{F80}\u{816}"),
        ("\u{9C7}\u{9BE}", "\u{9CB}"),  // two characters that are no marks
        ("\u{11099}\u{110BA}", "\u{1109A}"),
        ("a\u{315}\u{300}\u{5AE}\u{300}b", "\u{E0}\u{5AE}\u{300}\u{315}b"),
        ("\u{301}\u{301}", "\u{301}\u{301}"),
        ("", ""),
    ])
    func `texts are composed as Unicode says`(text: String, expected: String) {
        let found = NormalizationForm.c.normalize(Array(text.unicodeScalars))
        #expect(found == Array(expected.unicodeScalars))
    }

    @Test func `a character newer than the version is not reordered`() {
        // U+119E0, of Unicode 12, has a smaller class than U+1CD7.
        let text: [Unicode.Scalar] = ["\u{1CD7}", "\u{119E0}"]
        #expect(NormalizationForm.c.normalize(text) == text.reversed())
        #expect(NormalizationForm.c.normalize(text, upTo: (major: 9, minor: 0)) == text)
    }
}
