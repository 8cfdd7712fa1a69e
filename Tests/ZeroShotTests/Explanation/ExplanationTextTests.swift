import Testing

@testable import ZeroShot

struct ExplanationTextTests {
    private static func share(_ prompt: String, _ similarity: Float, _ share: Float?)
        -> Explanation.PromptShare
    {
        .init(prompt: prompt, similarity: similarity, contribution: 0, share: share)
    }

    private static let explanation = Explanation(
        places: [
            .init(
                rank: 1, label: "owl", similarity: 0.5, promptCount: 9,
                highest: [
                    share("An owl is a bird of prey that hunts at night.", 0.4375, 0.111)
                ],
                lowest: [share("Owls are found in many regions.", -0.25, -0.062)]),
            .init(
                rank: 2, label: "fox", similarity: -0.125, promptCount: 1,
                highest: [share("a fox\u{1B}", -0.125, nil)], lowest: []),
        ],
        stability: nil,
        visible: VisiblePart(left: 0.25, right: 0, top: 0, bottom: 0, padding: 0))

    @Test func `prompts stand behind their similarity and share, wrapped to the page`() {
        let text = ExplanationText(style: TextStyle(width: 60, ansi: false))
        #expect(
            text.lines(Self.explanation).joined(separator: "\n") == """
                      'owl': similarity 0.500 from 9 prompts, the nearest 1
                      and the farthest 1
                         0.438  11.1 %  An owl is a bird of prey that hunts
                                        at night.
                        -0.250  -6.2 %  Owls are found in many regions.
                      'fox': similarity -0.125 from its one prompt
                        -0.125          a fox\\u{1b}
                      The centre crop cut away 25.0 % of the picture: 25.0 %
                      at the left of its width.
                """)
    }

    @Test func `colours change no text`() {
        let plain = ExplanationText(style: TextStyle(width: 60, ansi: false))
        let coloured = ExplanationText(style: TextStyle(width: 60, ansi: true))
        let text = coloured.lines(Self.explanation).joined(separator: "\n")
        #expect(text.contains("\u{1B}[2m"))
        #expect(
            text.replacing(/\u{1B}\[[0-9]+m/, with: "")
                == plain.lines(Self.explanation).joined(separator: "\n"))
    }
}
