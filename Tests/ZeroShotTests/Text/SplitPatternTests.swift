import Testing

@testable import ZeroShot

struct SplitPatternTests {
    private func words(_ pattern: SplitPattern, _ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        return pattern.matches(in: scalars, scalars.indices).map { String(scalars: scalars[$0]) }
    }

    private func clip(_ engine: RegexEngine) -> SplitPattern {
        CLIPTokens.wordPattern(specialTokens: ["<s>"], engine: engine)
    }

    @Test func `words, digits and signs are apart and spaces are dropped`() {
        #expect(
            words(clip(.oniguruma), "it's 12 owls!!<s> ok")
                == ["it", "'s", "1", "2", "owls", "!!<", "s", ">", "ok"]
        )
        #expect(words(clip(.oniguruma), "a<s>b") == ["a", "<s>", "b"])
    }

    @Test func `case counts for one engine and not for the other`() {
        #expect(words(clip(.oniguruma), "I'LL <S>") == ["I", "'", "LL", "<", "S", ">"])
        #expect(words(clip(.pythonIgnoringCase), "I'LL <S>") == ["I", "'LL", "<S>"])
        #expect(words(clip(.pythonIgnoringCase), "it'\u{17F}") == ["it", "'\u{17F}"])
    }

    @Test func `the mark whose other case is a letter is dropped when case is ignored`() {
        #expect(words(clip(.oniguruma), "a\u{345}!") == ["a", "\u{345}!"])
        #expect(words(clip(.pythonIgnoringCase), "a\u{345}!") == ["a", "!"])
    }

    @Test func `letters newer than Unicode 16 are signs to Oniguruma`() {
        #expect(words(clip(.oniguruma), "a\u{88F}") == ["a", "\u{88F}"])  // Unicode 17
        #expect(words(clip(.oniguruma), "a\u{A7CB}") == ["a\u{A7CB}"])  // Unicode 16
    }

    @Test func `GPT-2's pattern keeps every character`() {
        #expect(
            words(.gpt2, "<|startoftext|>  a 12\n\n b!  ")
                == ["<|", "startoftext", "|>", " ", " a", " 12", "\n\n", " b", "!", "  "]
        )
    }

    @Test func `an expression is read into its alternatives`() throws {
        let expression =
            #"<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#
        let pattern = try SplitPattern(expression, engine: .oniguruma)
        #expect(
            pattern
                == CLIPTokens.wordPattern(specialTokens: ["<|endoftext|>"], engine: .oniguruma)
        )
    }

    @Test(arguments: [
        (" {2,}", "a b  c   d", ["  ", "   "]),
        (#"\d{1,3}"#, "1 12 1234567 ½٣", ["1", "12", "123", "456", "7", "٣"]),
        (#"\d{2}"#, "1 12 123", ["12", "12"]),
        (#"\p{N}"#, "1½Ⅷa", ["1", "½", "Ⅷ"]),
        (#"\p{L}+|\s"#, "ab c1", ["ab", " ", "c"]),
        (#"\S{2,}"#, "a bc def", ["bc", "def"]),
        (#"\.+|--"#, "a...b--c-d.", ["...", "--", "."]),
        (#"\||a+"#, "aa|b", ["aa", "|"]),
    ])
    func `an expression finds what it stands for`(
        expression: String, text: String, expected: [String]
    ) throws {
        #expect(words(try SplitPattern(expression, engine: .oniguruma), text) == expected)
    }

    @Test(arguments: [
        #"a*"#, #"a?"#, #"a+?"#, #"a++"#, #"a{2}?"#, #"a{0,2}"#, #"a{3,2}"#, #"a{,2}"#,
        #"a{1,2,3}"#, #"a{+2}"#, #"ab+"#, #"a|(b)"#, #"[a-z]+"#, #"\w+"#, #"\D"#, #"a|"#, #"a\"#,
        #"(?i)a"#, "",
    ])
    func `an expression of another form is refused`(expression: String) {
        #expect(throws: SplitPattern.Unknown.self) {
            try SplitPattern(expression, engine: .oniguruma)
        }
    }
}
