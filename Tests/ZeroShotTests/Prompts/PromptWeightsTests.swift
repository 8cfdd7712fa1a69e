import Testing

@testable import ZeroShot

struct PromptWeightsTests {
    @Test(
        arguments: [
            (PromptWeights.perPrompt, 2, 3, [1.0, 1, 1, 1, 1]),
            (.perSource, 2, 4, [0.5, 0.5, 0.25, 0.25, 0.25, 0.25]),
            (.perSource, 1, 3, [1, 1 / 3.0, 1 / 3.0, 1 / 3.0]),
            (.perSource, 3, 0, [1, 1, 1]),
            (.perSource, 0, 2, [1, 1]),
        ] as [(PromptWeights, Int, Int, [Double])])
    func `prompts weigh the same, or a class's two sources do`(
        weights: PromptWeights, templates: Int, sentences: Int, expected: [Double]
    ) {
        #expect(weights.values(templates: templates, sentences: sentences) == expected)
    }

    /// One template and three sentences with the embeddings (3,4), (0,2), (5,0) and (0,1); the
    /// second class has one prompt of each kind.
    @Test(
        arguments: [
            // CuPL's arithmetic: (0.6,0.8) + (0,1) + (1,0) + (0,1) = (1.6,2.8), a quarter of it, then
            // unit length.
            (.perPrompt, .normalized, [0.4961389, 0.8682431]),
            // (0.6,0.8) + (1/3,2/3)
            (.perSource, .normalized, [0.5368755, 0.8436615]),
            // (3,4) + (0,2) + (5,0) + (0,1) = (8,7)
            (.perPrompt, .raw, [0.7525767, 0.6585046]),
            // (3,4) + (5/3,1)
            (.perSource, .raw, [0.6823183, 0.7310553]),
        ] as [(PromptWeights, ClassPrototypes.Averaging, [Float])])
    func `prototypes are weighted means of what the mode averages`(
        weights: PromptWeights, averaging: ClassPrototypes.Averaging, expected: [Float]
    ) throws {
        let file = try PromptFile(
            TextFile(Array(#"{"fox": ["f1", "f2", "f3"], "owl": ["o1"]}"#.utf8), name: "p.json")
        )
        let prompts = ClassPrompts(
            file, withTemplates: try TemplateSet(["a {c}"]), weights: weights
        )
        #expect(prompts.weights(ofClass: 1) == [1, 1])
        let prototypes = try ClassPrototypes(
            prompts,
            embeddings: Embeddings([3, 4, 0, 2, 5, 0, 0, 1, 0, 7, 7, 0], dimension: 2),
            averaging: averaging
        )
        for (found, wanted) in zip(prototypes.embeddings[0], expected) {
            #expect(abs(found - wanted) < 1e-6, "\(prototypes.embeddings[0])")
        }
        // The second class's prompts are equally long: whatever the mode, its mean is their middle.
        #expect(abs(prototypes.embeddings[1][0] - prototypes.embeddings[1][1]) < 1e-6)
    }

    @Test func `weighted prompts that cancel out are found whatever their weights`() throws {
        let file = try PromptFile(
            TextFile(Array(#"{"fox": ["f1", "f2"]}"#.utf8), name: "p.json")
        )
        let template = try TemplateSet(["a {c}"])
        // The template against two sentences that say the opposite: of equal weight they win.
        let embeddings = Embeddings([3, 4, -3, -4, -3, -4], dimension: 2)
        let perPrompt = ClassPrompts(file, withTemplates: template)
        let prototypes = try ClassPrototypes(perPrompt, embeddings: embeddings)
        #expect(zip(prototypes.embeddings[0], [-0.6, -0.8]).allSatisfy { abs($0 - $1) < 1e-6 })
        let perSource = ClassPrompts(file, withTemplates: template, weights: .perSource)
        #expect(throws: RankingError.promptsCancelOut(label: "fox")) {
            try ClassPrototypes(perSource, embeddings: embeddings)
        }
    }
}
