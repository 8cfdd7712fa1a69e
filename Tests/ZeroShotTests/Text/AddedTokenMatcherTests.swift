import Testing

@testable import ZeroShot

struct AddedTokenMatcherTests {
    private func sections(_ text: String, _ tokens: [AddedToken]) -> [String] {
        let matcher = AddedTokenMatcher(
            tokens.enumerated().map { (Array($1.content.unicodeScalars), $1, Int32($0)) }
        )
        let scalars = Array(text.unicodeScalars)
        return matcher.sections(of: scalars).map { section in
            let content = String(scalars: scalars[section.range])
            return section.id.map { "\($0):\(content)" } ?? content
        }
    }

    @Test func `tokens are found where they stand, the longest first`() {
        let tokens = [AddedToken(content: "owl"), AddedToken(content: "owls")]
        #expect(sections("2 owls, owl", tokens) == ["2 ", "1:owls", ", ", "0:owl"])
        #expect(sections("Owl", tokens) == ["Owl"])
        #expect(sections("", tokens) == [])
    }

    @Test func `a single word has no letter beside it`() {
        let tokens = [AddedToken(content: "owl", singleWord: true)]
        let found = sections("owl owls _owl owl\u{301} é-owl!", tokens)
        #expect(found.count { $0 == "0:owl" } == 2)
    }

    @Test func `whitespace goes with a token that strips`() {
        let left = AddedToken(content: "<l>", stripsLeft: true)
        let right = AddedToken(content: "<r>", stripsRight: true)
        #expect(sections("a \t<l> b", [left]) == ["a", "0: \t<l>", " b"])
        #expect(sections("a <r> \u{3000}b", [right]) == ["a ", "0:<r> \u{3000}", "b"])
        #expect(sections("a <r> <l> b", [left, right]) == ["a ", "1:<r> ", "0:<l>", " b"])
    }
}
