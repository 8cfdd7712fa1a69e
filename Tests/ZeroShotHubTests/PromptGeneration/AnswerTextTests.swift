import Testing

@testable import ZeroShotHub

/// What is left of an answer once its form is taken off.
struct AnswerTextTests {
    @Test(arguments: [
        ("A tree frog is green.", ["A tree frog is green."]),
        ("\n\nOne line\nand its rest.\n\nAnother.\n", ["One line and its rest.", "Another."]),
        ("- Green\n- Wet skin\n  with warts\n", ["Green", "Wet skin with warts"]),
        ("1. Green\n2) Wet\n(3) Small\n", ["Green", "Wet", "Small"]),
        ("* Green\n+ Wet\n• Small\n– Round\n", ["Green", "Wet", "Small", "Round"]),
        ("Eyes:\n  - Red\n  - Large", ["Eyes:", "Red", "Large"]),
        ("2.5 cm long", ["2.5 cm long"]), ("-5 degrees", ["-5 degrees"]),
        ("1999. A frog year", ["1999. A frog year"]),
        ("# Frogs\nGreen.\n## More\nWet.", ["Green.", "Wet."]),
        ("#frog is green", ["#frog is green"]),
        ("**Frogs**\nGreen.\n**Size:** **small**\n- **Wet**", ["Green. Size: small", "Wet"]),
        ("Green.\n\n---\n\n***\nWet.", ["Green.", "Wet."]),
        ("| a | b |\n|---|---|\n| c | d |\nGreen.", ["Green."]),
        ("```json\n{\"frog\": 1}\n```\nGreen.", ["Green."]),
        ("> Green\n>> and wet", ["Green and wet"]),
        ("Green.\r\nWet.\r\n\r\nSmall.", ["Green. Wet.", "Small."]),
        ("", []), (" \n\t\n", []),
    ])
    func `an answer is its paragraphs and the items of its lists`(
        answer: String, blocks: [String]
    ) {
        #expect(AnswerText.blocks(of: answer) == blocks)
    }

    @Test(arguments: [
        ("<think>Frogs?</think>Green.", "Green."),
        ("<THINK>\nFrogs?\n\nYes.\n</THINK>\n\nGreen.", "\n\nGreen."),
        ("<thinking>a</thinking>Green <reasoning>b</reasoning>and wet.", "Green and wet."),
        ("[THINK]Frogs?[/THINK]Green.", "Green."),
        ("The user wants frogs.</think>Green.", "Green."),
        ("<think>Frogs? I begin with", ""),
        ("Green. <think>But wait", "Green. "),
        ("Green.<|im_end|>\n<|im_start|>user", "Green."), ("Green.</s>", "Green."),
        ("Green.<end_of_turn>", "Green."), ("Green, <5 cm [sic].", "Green, <5 cm [sic]."),
    ])
    func `reasoning and control tokens are taken out`(answer: String, rest: String) {
        #expect(AnswerText.withoutReasoning(answer) == rest)
    }

    @Test(arguments: [
        ("**Size**: *small*, `2 cm`", "Size: small, 2 cm"),
        ("__Green__ and _wet_, snake_case too", "Green and wet, snake_case too"),
        ("~~Red~~ Green, about ~2 cm", "Red Green, about ~2 cm"),
        ("A [tree frog](https://example.org/a_b) sits", "A tree frog sits"),
        ("![frog](frog.png) A frog[1] sits [12].", "A frog sits."),
        ("A frog<br>sits <b>here</b>, < 5 cm", "A frog sits here , < 5 cm"),
        (#"2 \* 3 \_legs\_"#, "2 3 legs"),
        ("A\u{00A0}frog\u{2003}\tsits", "A frog sits"),
        ("A\u{200B} frog\u{202E}\u{7} sits\u{FEFF}", "A frog sits"),
        ("क्\u{200D}ष 👩\u{200D}🔬", "क्\u{200D}ष 👩\u{200D}🔬"),
    ])
    func `markdown, tags and invisible characters are taken out of a line`(
        line: String, plain: String
    ) {
        #expect(AnswerText.plain(line) == plain)
    }

    @Test(arguments: [
        ("It is green. It is wet! Is it? Yes…", ["It is green.", "It is wet!", "Is it?", "Yes…"]),
        ("It is 2.5 cm long, e.g. on a leaf.", ["It is 2.5 cm long, e.g. on a leaf."]),
        (
            "It eats insects, e.g. Drosophila. It jumps.",
            ["It eats insects, e.g. Drosophila.", "It jumps."]
        ),
        ("Named by J. Smith. It is red.", ["Named by J. Smith.", "It is red."]),
        ("It is small (ca. 5 cm). It jumps.", ["It is small (ca. 5 cm).", "It jumps."]),
        ("\"It is green.\" That is so.", ["\"It is green.\"", "That is so."]),
        (
            "It has eyes, legs, etc. Its skin is wet.",
            ["It has eyes, legs, etc.", "Its skin is wet."]
        ),
        ("It is green... and wet.", ["It is green... and wet."]),
        ("What?! No.", ["What?!", "No."]),
        ("它是绿色的。它很小！", ["它是绿色的。", "它很小！"]),
        ("No end", ["No end"]), ("", []), ("   ", []),
        ("It has 3. 4 are rare.", ["It has 3.", "4 are rare."]),
    ])
    func `a line is split where sentences end`(line: String, sentences: [String]) {
        #expect(SentenceSplitting.sentences(of: line) == sentences)
    }

    @Test(arguments: [
        ("It is green.", true), ("\"It is green.\"", true), ("(It is green!)", true),
        ("它是绿色的。", true), ("It is gre", false), ("It is (green)", false), ("", false),
    ])
    func `a sentence is finished by its punctuation`(text: String, isFinished: Bool) {
        #expect(SentenceSplitting.isFinished(text) == isFinished)
    }
}
