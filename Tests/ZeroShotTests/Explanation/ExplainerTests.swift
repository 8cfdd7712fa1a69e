import Testing

@testable import ZeroShot

struct ExplainerTests {
    private static let whole = VisiblePart(left: 0, right: 0, top: 0, bottom: 0, padding: 0)

    /// An explainer over unit vectors along the axes of a space of as many dimensions as there are
    /// prompts, so that the cosines can be chosen freely.
    private static func explainer(_ prompts: ClassPrompts) -> Explainer {
        let count = prompts.count
        var values = [Float](repeating: 0, count: count * count)
        for prompt in 0..<count { values[prompt * count + prompt] = 1 }
        return Explainer(
            prompts, vectors: Embeddings(values, dimension: count),
            weights: Array(repeating: 1, count: count))
    }

    private static func ranking(_ labels: [String], _ similarities: [Float]) -> Ranking {
        Ranking(
            similarities: similarities, labels: labels, scoring: .softmax(logitScale: 10), top: 5)
    }

    private static func templates(_ texts: String...) throws -> ClassPrompts {
        ClassPrompts(labels: ["fox", "owl", "bear"], templates: try TemplateSet(texts))
    }

    @Test func `prompts are shown by similarity with what they add and their share`() throws {
        let prompts = try Self.templates("a {}", "b {}")
        // Prototypes lie half-way between two axes: a similarity is the sum of two over √2.
        let cosines: [Float] = [0.1, 0.3, 0.2, 0.1, 0.05, 0.05]
        let root = Float(2).squareRoot()
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.4 / root, 0.3 / root, 0.1 / root]),
            cosines: cosines, visible: Self.whole)
        #expect(explanation.places.map(\.label) == ["fox", "owl"])
        let fox = explanation.places[0]
        #expect(fox.rank == 1 && fox.promptCount == 2)
        #expect(fox.highest.map(\.prompt) == ["b fox", "a fox"])
        #expect(fox.highest.map(\.similarity) == [0.3, 0.1])
        #expect(abs(fox.highest[0].contribution - 0.3 / root) < 1e-6)
        #expect(abs((fox.highest[0].share ?? 0) - 0.75) < 1e-6)
        #expect(abs((fox.highest[1].share ?? 0) - 0.25) < 1e-6)
        #expect(fox.lowest.isEmpty)
    }

    @Test func `of many prompts the nearest three and the farthest two are shown`() throws {
        let prompts = try Self.templates("a {}", "b {}", "c {}", "d {}", "e {}", "f {}")
        let own: [Float] = [0.5, 0.1, 0.4, 0.2, 0.6, 0.3]
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.9, 0.1, 0]),
            cosines: own + Array(repeating: 0, count: 12), visible: Self.whole)
        let fox = explanation.places[0]
        #expect(fox.highest.map(\.prompt) == ["e fox", "a fox", "c fox"])
        #expect(fox.lowest.map(\.prompt) == ["b fox", "d fox"])
        // Of equal prompts the first ones are shown, and none twice.
        let owl = explanation.places[1]
        #expect(owl.highest.map(\.prompt) == ["a owl", "b owl", "c owl"])
        #expect(owl.lowest.map(\.prompt) == ["f owl", "e owl"])
    }

    @Test func `a similarity that is not above 0 has no shares`() throws {
        let prompts = try Self.templates("a {}", "b {}")
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [-0.1, -0.2, -0.3]),
            cosines: [-0.1, 0, -0.2, 0, -0.3, 0], visible: Self.whole)
        #expect(
            explanation.places.flatMap { $0.highest + $0.lowest }.allSatisfy { $0.share == nil })
    }

    @Test func `each template alone may put another label first`() throws {
        let prompts = try Self.templates("a {}", "b {}", "c {}")
        // By template: a ranks fox, owl, bear; b owl, bear, fox; c owl, fox, bear.
        let cosines: [Float] = [0.9, 0.1, 0.2, 0.3, 0.4, 0.3, 0.2, 0.3, 0.1]
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.7, 0.5, 0.3]), cosines: cosines,
            visible: Self.whole)
        let stability = try #require(explanation.stability)
        #expect(stability.method == .eachTemplate)
        #expect(stability.count == 3 && stability.changed == 2)
        #expect(abs(stability.flipRate - 2.0 / 3) < 1e-12)
        #expect(
            stability.firsts == [.init(label: "owl", count: 2), .init(label: "fox", count: 1)])
        #expect(stability.ranks == 1...3)
        #expect(stability.variations.map(\.prompt) == ["a {}", "b {}", "c {}"])
        #expect(stability.variations.map(\.first) == ["fox", "owl", "owl"])
        #expect(stability.variations.map(\.rank) == [1, 3, 2])
        #expect(
            stability.changes(atMost: 2) == [
                "With 'b {}', 'owl' comes first.", "With 'c {}', 'owl' comes first.",
            ])
        #expect(
            stability.changes(atMost: 1) == [
                "With 'b {}', 'owl' comes first.", "And 1 more.",
            ])
        #expect(
            explanation.stabilitySentence == """
                Of 3 templates, each alone, 2 put another label first (flip rate 66.7 %). First \
                come 'owl' 2 times and 'fox' once. The place of 'fox' goes from 1 to 3.
                """)
    }

    @Test func `equal similarities keep the caller's order under each template`() throws {
        let prompts = try Self.templates("a {}", "b {}")
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.5, 0.5, 0.5]),
            cosines: Array(repeating: 0.5, count: 6), visible: Self.whole)
        #expect(explanation.stability?.changed == 0)
        #expect(explanation.stability?.ranks == 1...1)
        #expect(
            explanation.stabilitySentence == "Each of the 2 templates alone puts 'fox' first.")
    }

    @Test func `a single template leaves nothing to vary`() throws {
        let prompts = try Self.templates("a {}")
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.5, 0.4, 0.3]), cosines: [0.5, 0.4, 0.3],
            visible: Self.whole)
        #expect(explanation.stability == nil)
        #expect(explanation.stabilitySentence == nil)
    }

    private static func sentences(_ classes: String) throws -> ClassPrompts {
        ClassPrompts(
            try PromptFile(
                TextFile(Array(classes.utf8), name: "prompts.json")))
    }

    @Test func `sentences of the first two labels are left out one at a time`() throws {
        let prompts = try Self.sentences(
            #"{"fox": ["f1", "f2"], "owl": ["o1", "o2"], "bear": ["b1"]}"#)
        // fox (0.9 + 0.1) / √2 = 0.707, owl (0.5 + 0.1) / √2 = 0.424, bear 0.45. The second label is
        // bear, which has a single sentence. Without f1 fox has 0.1 and is third; without f2 0.9.
        let cosines: [Float] = [0.9, 0.1, 0.5, 0.1, 0.45]
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.707, 0.424, 0.45]), cosines: cosines,
            visible: Self.whole)
        let stability = try #require(explanation.stability)
        #expect(stability.method == .leaveOneOut)
        #expect(stability.count == 2 && stability.changed == 1)
        #expect(
            stability.firsts == [.init(label: "fox", count: 1), .init(label: "bear", count: 1)])
        #expect(stability.ranks == 1...3)
        #expect(
            stability.variations == [.init(prompt: "f1", label: "fox", first: "bear", rank: 3)])
        #expect(stability.changes(atMost: 3) == ["Without 'f1', 'bear' comes first."])
        #expect(
            explanation.stabilitySentence == """
                Of 2 prompts of the first two labels, left out one at a time, 1 changes the first \
                place (flip rate 50.0 %). First come 'fox' once and 'bear' once. The place of 'fox' \
                goes from 1 to 3.
                """)
    }

    @Test func `the second label may come first without its weakest sentence`() throws {
        let prompts = try Self.sentences(#"{"fox": ["f1"], "owl": ["o1", "o2"]}"#)
        // owl (0.8 + 0) / √2 = 0.566; without o2 it has 0.8 and passes fox at 0.6.
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.6, 0.566]), cosines: [0.6, 0.8, 0],
            visible: Self.whole)
        let stability = try #require(explanation.stability)
        #expect(stability.count == 2 && stability.changed == 1)
        #expect(stability.variations.map(\.prompt) == ["o2"])
        #expect(stability.variations.map(\.label) == ["owl"])
        #expect(stability.variations.map(\.first) == ["owl"])
        #expect(stability.ranks == 1...2)
    }

    @Test func `a first place that nothing changes is said to be steady`() throws {
        let prompts = try Self.sentences(#"{"fox": ["f1", "f2"], "owl": ["o1", "o2"]}"#)
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.85, 0.14]), cosines: [0.6, 0.6, 0.1, 0.1],
            visible: Self.whole)
        #expect(
            explanation.stabilitySentence == """
                'fox' stays first whichever of the 4 prompts of the first two labels is left out.
                """)
        #expect(explanation.stability?.variations.isEmpty == true)
    }

    @Test func `labels with one sentence each leave nothing to vary`() throws {
        let prompts = try Self.sentences(#"{"fox": ["f1"], "owl": ["o1"]}"#)
        let explanation = Self.explainer(prompts).explanation(
            of: Self.ranking(prompts.labels, [0.6, 0.5]), cosines: [0.6, 0.5], visible: Self.whole)
        #expect(explanation.stability == nil)
    }
}
