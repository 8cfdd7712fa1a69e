import Testing

@testable import ZeroShot

/// Expected values are those of Hugging Face tokenizers 0.23.
struct PreTokenizerTests {
    private func words(
        _ text: String, _ step: PreTokenizer, isFirst: Bool = true
    ) -> [String] {
        var words = PreTokenizedText(text.unicodeScalars)
        step(&words, isFirst: isFirst)
        return words.words.map { String(scalars: words.scalars[$0]) }
    }

    @Test(arguments: [
        (TextSplit.Behavior.removed, false, ["the", "final", "countdown"]),
        (.isolated, false, ["the", "-", "final", "-", "-", "countdown"]),
        (.mergedWithPrevious, false, ["the-", "final-", "-", "countdown"]),
        (.mergedWithNext, false, ["the", "-final", "-", "-countdown"]),
        (.contiguous, false, ["the", "-", "final", "--", "countdown"]),
        (.removed, true, ["-", "-", "-"]),
        (.isolated, true, ["the", "-", "final", "-", "-", "countdown"]),
        (.mergedWithPrevious, true, ["the", "-final", "-", "-countdown"]),
        (.mergedWithNext, true, ["the-", "final-", "-", "countdown"]),
        (.contiguous, true, ["the", "-", "final", "--", "countdown"]),
    ])
    func `each behavior keeps what it says of the matches`(
        behavior: TextSplit.Behavior, inverts: Bool, expected: [String]
    ) {
        let split = TextSplit(at: .literal(["-"]), behavior: behavior, inverts: inverts)
        #expect(words("the-final--countdown", .split(split)) == expected)
        #expect(words("", .split(split)) == [])
    }

    @Test(arguments: [
        ("Hey  friend", Metaspace.Prepending.always, true, ["▁Hey", "▁", "▁friend"]),
        ("Hey  friend", .never, true, ["Hey", "▁", "▁friend"]),
        ("Hey  friend", .always, false, ["▁Hey▁▁friend"]),
        (" Hey", .always, true, ["▁Hey"]),
        ("▁Hey", .always, true, ["▁Hey"]),
        ("Hey", .first, true, ["▁Hey"]),
        ("", .always, true, []),
    ])
    func `spaces become a visible character in front of words`(
        text: String, prepending: Metaspace.Prepending, splits: Bool, expected: [String]
    ) {
        let metaspace = Metaspace(prepending: prepending, splits: splits)
        #expect(words(text, .metaspace(metaspace)) == expected)
    }

    @Test func `only the word that the text begins with is the first`() {
        let space = TextSplit(at: .literal([" "]), behavior: .removed)
        let steps = PreTokenizer.sequence([
            .split(space), .metaspace(Metaspace(prepending: .first)),
        ])
        #expect(words("a b", steps) == ["▁a", "b"])
        #expect(words("a b", steps, isFirst: false) == ["a", "b"])
    }

    @Test func `byte-level words are made of characters for bytes`() {
        #expect(words("Hello é", .byteLevel()) == ["Hello", "ĠÃ©"])
        #expect(words("Hello é", .byteLevel(addsPrefixSpace: true)) == ["ĠHello", "ĠÃ©"])
        #expect(words(" Hello", .byteLevel(addsPrefixSpace: true)) == ["ĠHello"])
        #expect(words("Hello é", .byteLevel(splits: false)) == ["HelloĠÃ©"])
    }

    @Test func `each character comes from one of the cleaned text`() {
        var text = PreTokenizedText("é a".unicodeScalars)
        PreTokenizer.sequence([.metaspace(Metaspace()), .byteLevel()])(&text, isFirst: true)
        #expect(String(scalars: text.scalars) == "âĸģÃ©âĸģa")
        #expect(text.origins == [0, 0, 0, 0, 0, 1, 1, 1, 2])
    }

    @Test(arguments: [
        (ScalarSet.punctuation, "$^`+<|~_-!?#@«»…¿·‐、\u{166D}\u{111C9}", "a1 ´°±×€\u{2E43}\u{61D}"),
        (.numeric, "0½Ⅷ٣①", "a!一"),
        (.whitespace, " \n\u{85}\u{A0}\u{2028}\u{3000}", "a\u{200B}\u{1C}\u{FEFF}"),
        (.word, "aé_1\u{301}\u{200D}ⓐ", "-½ ①\u{88F}"),
        (.sign, "-½①\u{88F}", "a_ \n"),
    ])
    func `each set has the characters that the library finds`(
        set: ScalarSet, members: String, others: String
    ) {
        #expect(members.unicodeScalars.filter { !set.contains($0) } == [])
        #expect(others.unicodeScalars.filter { set.contains($0) } == [])
    }

    @Test func `words and signs are runs`() {
        let step = PreTokenizer.split(
            TextSplit(at: .runs(of: [.word, .sign]), behavior: .removed, inverts: true)
        )
        #expect(words("Hey friend!?!  It's_1", step) == ["Hey", "friend", "!?!", "It", "'", "s_1"])
    }
}
