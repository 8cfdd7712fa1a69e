import Testing

@testable import ZeroShot

/// What two spellings must have in common to be the same question.
struct PolicyTextTests {
    @Test(arguments: [
        ("An ASIAN  Man", ["asian", "man"]),
        ("the German-Shepherd_dog", ["german", "shepherd", "dog"]),
        ("AsianWoman", ["asian", "woman"]),
        ("ＭＡＬＥ", ["male"]),
        ("ma\u{200B}le fe\u{AD}male", ["male", "female"]),
        ("m\u{E1}le", ["male"]),
        ("ma\u{301}le", ["male"]),
        ("m\u{430}le", ["male"]),
        ("stra\u{DF}e", ["strasse"]),
        ("men's shoes", ["men", "shoes"]),
        ("kids\u{2019} shoes", ["kids", "shoes"]),
        ("it isn't", ["it", "isnt"]),
        ("covid-19", ["covid", "19"]),
        ("(female)", ["female"]),
        ("", []),
        ("the", []),
        ("猫", ["猫"]),
    ])
    func `a text is folded to its words`(text: String, words: [String]) {
        #expect(PolicyText(text).words == words)
    }

    @Test(arguments: [
        ("dogs", "dog"), ("women", "woman"), ("families", "family"), ("watches", "watch"),
        ("glass", "glass"), ("virus", "virus"), ("tennis", "tennis"), ("boxes", "box"),
        ("gas", "gas"), ("children", "child"), ("wolves", "wolf"),
    ])
    func `a plural becomes its singular`(word: String, singular: String) {
        #expect(PolicyText.stem(word) == singular)
    }
}
