import Testing

@testable import ZeroShot

/// Expected values are those of Hugging Face tokenizers 0.23.
struct TextNormalizerTests {
    private func normalized(_ text: String, _ step: TextNormalizer) -> String {
        String(scalars: step(Array(text.unicodeScalars)))
    }

    @Test(arguments: [
        ("\u{FB01} \u{2460}\u{BD}", NormalizationForm.kc, "fi 11\u{2044}2"),
        ("\u{1E9B}\u{323}", .c, "\u{1E9B}\u{323}"),
        ("\u{1E9B}\u{323}", .d, "\u{17F}\u{323}\u{307}"),
        ("\u{1E9B}\u{323}", .kc, "\u{1E69}"),
        ("\u{1E9B}\u{323}", .kd, "s\u{323}\u{307}"),
        ("\u{AC01}\u{AC00}", .d, "\u{1100}\u{1161}\u{11A8}\u{1100}\u{1161}"),
        ("\u{FF76}\u{FF9E}", .kc, "\u{30AC}"),
        ("\u{32FF}", .kc, "\u{32FF}"),  // of Unicode 12.1; the library's tables are older
        ("\u{A0}", .kd, " "),
        ("\u{337F}", .kc, "\u{682A}\u{5F0F}\u{4F1A}\u{793E}"),
    ])
    func `each form is that of the library`(
        text: String, form: NormalizationForm, expected: String
    ) {
        // Swift's strings are equal when they are canonically equivalent.
        let found = TextNormalizer.form(form)(Array(text.unicodeScalars))
        #expect(found == Array(expected.unicodeScalars))
    }

    @Test func `a replacement takes each match from the left`() {
        let pair = TextNormalizer.replace(.literal(["a", "a"]), with: ["b"])
        #expect(normalized("aaaaa", pair) == "bba")
        #expect(normalized("", pair) == "")
        let spaces = TextNormalizer.replace(.expression(.whitespaceRuns), with: [])
        #expect(normalized(" a \t b ", spaces) == "ab")
    }

    @Test func `whitespace is stripped at the sides that are asked for`() {
        #expect(normalized("\u{3000} a b\n", .strip(left: true, right: false)) == "a b\n")
        #expect(normalized("\u{3000} a b\n", .strip(left: false, right: true)) == "\u{3000} a b")
        #expect(normalized(" \n ", .strip(left: true, right: true)) == "")
    }

    @Test func `nothing is put in front of an empty text`() {
        #expect(normalized("a", .prepend(["x", "y"])) == "xya")
        #expect(normalized("", .prepend(["x"])) == "")
    }

    @Test func `letters become lower case one by one`() {
        #expect(normalized("ÀΣ\u{130}ẞ", .lowercase) == "àσi\u{307}ß")
    }

    @Test func `a sequence runs from left to right`() {
        let steps = TextNormalizer.sequence([.prepend(["A"]), .lowercase, .prepend(["B"])])
        #expect(normalized("C", steps) == "Bac")
    }
}
