import Foundation
import Testing

@testable import ZeroShot

struct OpenCLIPCleaningTests {
    private let entities: HTMLEntities

    init() throws {
        entities = try HTMLEntities(
            try ProductResources.url(forResource: "tokenizer/html-entities.txt")
        )
    }

    private func unescaped(_ text: String) -> String {
        String(scalars: entities.unescape(Array(text.unicodeScalars)))
    }

    private func repaired(_ text: String) -> String {
        String(scalars: CharacterRepair(entities: entities)(Array(text.unicodeScalars)))
    }

    private func cleaned(_ text: String, _ mode: OpenCLIPCleaning.Mode) -> String {
        let cleaning = OpenCLIPCleaning(mode: mode, entities: entities)
        return String(scalars: cleaning(Array(text.unicodeScalars)))
    }

    @Test(arguments: [
        ("&amp;lt;", "&lt;"), ("&notit;", "¬it;"), ("&notin;", "∉"), ("&copy2024", "©2024"),
        ("&NotEqualTilde;", "\u{2242}\u{338}"), ("&nosuch;", "&nosuch;"), ("&;", "&;"), ("&", "&"),
        ("&#65;&#x41&#X41;", "AAA"), ("&#128;&#x81;", "€\u{81}"), ("&#0;", "\u{FFFD}"),
        ("&#xD800;&#x110000;&#99999999999999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("&#1;&#xFFFE;&#xFDD0;&#x1FFFF;", ""), ("&#13;", "\r"), ("&#;&#x;", "&#;&#x;"),
        ("&#٣;", "&#٣;"),
    ])
    func `entities are decoded as Python decodes them`(text: String, expected: String) {
        #expect(unescaped(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test(arguments: [
        ("‘a’ “b” ŉ", "'a' \"b\" 'n"),
        ("ﬁ ﬃ ﬅ ĳ Ǆ", "fi ffi \u{17F}t ij D\u{17D}"),
        ("ＡＢ！　ｱﾞ", "AB! \u{30A2}\u{3099}"),
        ("ｶﾞ", "ガ"),
        ("a\r\nb\rc\u{2028}d\u{85}", "a\nb\nc\nd…"),
        ("\u{93}a\u{94}\u{81}", "\"a\"\u{81}"),
        ("\u{1B}[31;1mred\u{1B}[0m \u{1B}[x \u{1B}[1", "red  [1"),
        ("a\u{0}\u{7F}\u{FEFF}\u{206A}\u{FFFC}b\u{200D}", "ab\u{200D}"),
        ("&amp;amp;lt; &EACUTE; &Eacute; &eAcute; &amp &#59;", "< É É &eAcute; &amp &#59;"),
        ("&lt;\n&lt;", "<\n<"),
        // 24 letters are the most.
        ("&longleftrightarrow; &DoubleContourIntegral;", "⟷ ∯"),
        ("&CounterClockwiseContourIntegral;", "&CounterClockwiseContourIntegral;"),
        ("&lt;<\n&gt;", "&lt;<\n&gt;"),
        ("e\u{301}", "é"),
    ])
    func `characters are repaired as ftfy repairs them`(text: String, expected: String) {
        #expect(repaired(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test func `wrongly decoded text stays as it is`() {
        #expect(repaired("cafÃ©") == "cafÃ©")
    }

    @Test(arguments: [
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"), ("Σ", "σ"), ("ΑΣ\u{301}", "ας\u{301}"), ("Α'Σ", "α'ς"),
        ("ΑΣΑ", "ασα"),
        ("\u{130}", "i\u{307}"), ("ẞ", "ß"),
    ])
    func `lower case is Python's`(text: String, expected: String) {
        let found = PythonText.lowercased(Array(text.unicodeScalars))
        #expect(found == Array(expected.unicodeScalars))
    }

    @Test func `each mode cleans in its own way`() {
        let text = "  A\u{A0}golden_Retriever's\u{1D}Photo! &amp; "
        #expect(cleaned(text, .lower) == "a golden_retriever'sphoto! &")
        #expect(cleaned(text, .whitespace) == "A golden_Retriever'sPhoto! &")
        #expect(cleaned(text, .canonicalize) == "a golden retrieversphoto")
    }

    @Test func `a damaged entity table is refused`() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "entities.txt")
        try "lt;\t3C\nbad line\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(
            throws: TokenizerError.malformedEntity(
                file: file.path(percentEncoded: false), line: 2, found: "bad line"
            )
        ) {
            try HTMLEntities(file)
        }
    }
}
