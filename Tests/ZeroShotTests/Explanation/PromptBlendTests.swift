import Testing

@testable import ZeroShot

struct PromptBlendTests {
    private static func isClose(_ first: Double, _ second: Double) -> Bool {
        abs(first - second) < 1e-6
    }

    @Test func `contributions sum to the similarity with the averaged prototype`() throws {
        // Class 0: (1, 0) and (0, 1), prototype (1, 1) / √2. Class 1: (0.6, 0.8) alone.
        let vectors = Embeddings([1, 0, 0, 1, 0.6, 0.8], dimension: 2)
        let blend = PromptBlend(of: vectors, weights: [1, 1, 1], counts: [2, 1])
        #expect(blend.prompts(ofClass: 0) == 0..<2)
        #expect(blend.prompts(ofClass: 1) == 2..<3)
        // The image (0.8, 0.6): prompts at 0.8, 0.6 and 0.96; (0.8 + 0.6) / √2 = 0.9899495.
        let cosines: [Float] = [0.8, 0.6, 0.96]
        #expect(Self.isClose(blend.contribution(of: 0, cosines), 0.8 / 2.0.squareRoot()))
        #expect(Self.isClose(blend.contribution(of: 1, cosines), 0.6 / 2.0.squareRoot()))
        let similarities = blend.similarities(cosines)
        #expect(Self.isClose(similarities[0], 0.989_949_5))
        #expect(Self.isClose(similarities[1], 0.96))
    }

    @Test func `a prompt counts by its weight`() {
        // 3 (1, 0) + 4 (0, 1) has length 5; the image (0.6, 0.8) is the prototype itself.
        let blend = PromptBlend(
            of: Embeddings([1, 0, 0, 1], dimension: 2), weights: [3, 4], counts: [2])
        #expect(Self.isClose(blend.factors[0], 0.6) && Self.isClose(blend.factors[1], 0.8))
        #expect(Self.isClose(blend.similarities([0.6, 0.8])[0], 1))
    }

    @Test func `a class without one of its prompts has the similarity of the others`() {
        // Without (1, 0) the prototype is (0, 1): the image (0.6, 0.8) is at 0.8.
        let blend = PromptBlend(
            of: Embeddings([1, 0, 0, 1], dimension: 2), weights: [1, 1], counts: [2])
        let cosines: [Float] = [0.6, 0.8]
        let rest = blend.similarities(cosines)[0] - blend.contribution(of: 0, cosines)
        #expect(Self.isClose(rest / blend.lengthsWithout[0], 0.8))
    }

    @Test func `nothing is left of a class without its only prompt, or when the others cancel out`()
    {
        let blend = PromptBlend(
            of: Embeddings([0, 1, 1, 0, -1, 0, 0, 1], dimension: 2), weights: [1, 1, 1, 1],
            counts: [1, 3])
        #expect(blend.lengthsWithout[0] == 0)
        #expect(blend.lengthsWithout[1] > 0 && blend.lengthsWithout[2] > 0)
        #expect(blend.lengthsWithout[3] == 0)
    }

    @Test func `under one template a class stands for all its names`() {
        // Two names, each under two templates. Under the first: (1, 0) and (0, 1), mean direction
        // (1, 1) / √2. Under the second: twice (0.6, 0.8).
        let vectors = Embeddings([1, 0, 0.6, 0.8, 0, 1, 0.6, 0.8], dimension: 2)
        let blend = PromptBlend(of: vectors, weights: [1, 1, 1, 1], counts: [4])
        let templates = TemplateBlend(blend, of: vectors, templates: 2)
        // The image (1, 0).
        let cosines: [Float] = [1, 0.6, 0, 0.6]
        let first = templates.similarities(cosines, under: 0)
        #expect(Self.isClose(first[0], 1 / 2.0.squareRoot()))
        #expect(Self.isClose(templates.similarities(cosines, under: 1)[0], 0.6))
    }
}
