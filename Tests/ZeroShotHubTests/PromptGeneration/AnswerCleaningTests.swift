import Testing

@testable import ZeroShotHub

/// What a model says becomes sentences that can stand for a class.
struct AnswerCleaningTests {
    private func sentences(
        _ text: String, about label: String = "tree frog", end: ModelAnswer.End = .complete
    ) -> [String] {
        AnswerCleaning(label: label).clean(ModelAnswer(text: text, end: end)).sentences
    }

    private func dropped(
        _ text: String, end: ModelAnswer.End = .complete
    ) -> DroppedSentences {
        AnswerCleaning(label: "tree frog").clean(ModelAnswer(text: text, end: end)).dropped
    }

    @Test(arguments: [
        ("A tree frog is green.", "A tree frog is green."),
        ("TREE FROGS are green", "TREE FROGS are green."),
        ("the tree-frog’s skin is wet", "The tree-frog’s skin is wet."),
        ("It is green.", "A tree frog is green."),
        ("Its skin is wet.", "A tree frog's skin is wet."),
        ("It's green.", "A tree frog is green."),
        ("It’s green.", "A tree frog is green."),
        ("It is important that it stays wet.", "A tree frog: It is important that it stays wet."),
        ("They have large eyes.", "A tree frog: They have large eyes."),
        ("- Large, round eyes", "A tree frog: Large, round eyes."),
        ("3. **Size**: 2 to 5 cm;", "A tree frog, Size: 2 to 5 cm."),
        ("- **Toe pads:** It climbs with them.", "A tree frog climbs with them."),
        ("**Tree frog**: Small and green", "Tree frog: Small and green."),
        ("Two kinds: tree frogs and others.", "Two kinds: tree frogs and others."),
        ("Italy has many of them.", "A tree frog: Italy has many of them."),
        ("Sure, it is green.", "A tree frog is green."),
        ("Answer: It is green.", "A tree frog is green."),
        ("Frogs on a tree are green.", "A tree frog: Frogs on a tree are green."),
    ])
    func `each sentence names the class`(text: String, sentence: String) {
        #expect(sentences(text) == [sentence])
    }

    @Test(arguments: [
        ("owl", "Its eyes are large.", "An owl's eyes are large."),
        ("the Moon", "Round and grey.", "The Moon: Round and grey."),
        ("crane (bird)", "A crane is a tall bird.", "A crane is a tall bird."),
        ("crane (bird)", "It is tall.", "A crane (bird) is tall."),
        ("mouse", "Mice are grey.", "Mice are grey."),
        ("café", "A cafe has chairs.", "A cafe has chairs."),
        ("cat", "The category is wide.", "A cat: The category is wide."),
        ("青蛙", "青蛙是绿色的。", "青蛙是绿色的。"),
        ("青蛙", "它很小而且很绿。", "青蛙: 它很小而且很绿。"),
    ])
    func `the class is named in its own way`(label: String, text: String, sentence: String) {
        #expect(sentences(text, about: label) == [sentence])
    }

    @Test func `a paragraph and a list become sentences of their own`() {
        let answer = """
            Sure! Here are the identifying characteristics of a tree frog:

            **Appearance**

            1. **Toe pads:** Tree frogs have sticky toe pads. They climb with them.
            2. Bright green skin

            I hope this helps! Would you like to know more?
            """
        #expect(
            sentences(answer) == [
                "Tree frogs have sticky toe pads.",
                "A tree frog: They climb with them.",
                "A tree frog: Bright green skin.",
            ]
        )
        #expect(dropped(answer) == DroppedSentences(talk: 4))
    }

    @Test(arguments: [
        "I'm sorry, but I cannot describe that.",
        "I’m sorry. A tree frog is nothing I can describe.",
        "As an AI language model, I have no eyes. Tree frogs are green.",
        "I cannot describe a tree frog.", "I am unable to help. Tree frogs are green.",
        "Unfortunately, I do not know tree frogs.",
    ])
    func `a refusal is no answer, whatever follows it`(answer: String) {
        #expect(sentences(answer).isEmpty)
        #expect(dropped(answer) == DroppedSentences(refusals: 1))
    }

    @Test func `a refusal at the end leaves the rest`() {
        let answer = "A tree frog is green. I'm sorry that I cannot say more."
        #expect(sentences(answer) == ["A tree frog is green."])
        #expect(dropped(answer) == DroppedSentences(refusals: 1))
    }

    @Test func `an answer that was withheld counts as a refusal`() {
        #expect(sentences("A tree frog is", end: .filtered).isEmpty)
        #expect(dropped("", end: .filtered) == DroppedSentences(refusals: 1))
    }

    @Test func `what the token limit cut off is left out, and nothing else`() {
        let cut = "A tree frog is green. Its skin is we"
        #expect(sentences(cut, end: .tokenLimit) == ["A tree frog is green."])
        #expect(dropped(cut, end: .tokenLimit) == DroppedSentences(cut: 1))
        #expect(sentences(cut).count == 2)
        #expect(sentences("A tree frog is green.", end: .tokenLimit).count == 1)
        #expect(dropped("<think>Frogs", end: .tokenLimit) == DroppedSentences(cut: 1))
    }

    @Test func `a sentence that is too long, or says nothing, is left out`() {
        let long = "A tree frog is " + String(repeating: "very ", count: 80) + "green."
        #expect(long.count > AnswerCleaning.longest)
        #expect(dropped(long) == DroppedSentences(tooLong: 1))
        let fits = "A tree frog " + String(repeating: "x", count: AnswerCleaning.longest - 13) + "."
        #expect(fits.count == AnswerCleaning.longest && sentences(fits) == [fits])
        for text in ["A tree frog.", "Tree frogs!", "- Tree frog", "7."] {
            #expect(sentences(text).isEmpty, "\(text)")
        }
        #expect(dropped("A tree frog.") == DroppedSentences(tooShort: 1))
        #expect(sentences("Green") == ["A tree frog: Green."])
    }

    @Test func `nothing comes of nothing`() {
        #expect(
            AnswerCleaning(label: "owl").clean(ModelAnswer(text: "", end: .complete)) == .init())
    }

    @Test func `what was left out is told in words`() {
        var dropped = DroppedSentences(
            refusals: 1, talk: 2, cut: 1, tooLong: 1, tooShort: 3, duplicates: 12, restricted: 1
        )
        #expect(
            dropped.description
                == "12 duplicates, 1 refusal, 2 about the answers themselves, 1 cut off by the token "
                + "limit, 1 too long, 3 too short, 1 that a ranking must not ask"
        )
        #expect(dropped.count == 21)
        dropped += dropped
        #expect(dropped.count == 42)
        #expect(DroppedSentences().description == "")
    }
}
