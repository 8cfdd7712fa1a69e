import Testing

@testable import ZeroShot

struct PromptVectorsTests {
    private static let prompts = ClassPrompts(labels: ["fox", "owl"])

    @Test func `more prompts than memory is allowed for are refused before anything is computed`() {
        // 6 prompts of 4 numbers take 96 bytes.
        let error = #expect(throws: ExplanationError.self) {
            try PromptVectors(
                Self.prompts, averaging: .normalized, dimension: 4, byteLimit: 95)
        }
        #expect(error == .tooManyPrompts(6, labels: 2, dimension: 4, byteLimit: 95))
        #expect(throws: Never.self) {
            try PromptVectors(Self.prompts, averaging: .normalized, dimension: 4, byteLimit: 96)
        }
    }

    @Test func `the refusal says how many there are, how many fit, and what to do`() {
        let error = ExplanationError.tooManyPrompts(
            800_000, labels: 10_000, dimension: 512, byteLimit: PromptVectors.byteLimit)
        #expect(
            error.description == """
                An explanation keeps the vector of every prompt: 800000 prompts of 10000 labels, \
                with 512 numbers each, are more than the 524288 that fit into 1.1 GB. Use fewer \
                labels or templates, or rank without explaining.
                """)
    }

    @Test(arguments: ClassPrototypes.Averaging.allCases)
    func `what explains a ranking adds up to the prototypes that made it`(
        averaging: ClassPrototypes.Averaging
    ) throws {
        // Of different lengths, so that the two ways of averaging differ.
        var random = RandomNumbers(seed: 5)
        let embeddings = Embeddings(
            random.floats(6 * 8).enumerated().map { Float(1 + $0 / 8) * $1 }, dimension: 8)
        let image = random.floats(8)
        let prototypes = try ClassPrototypes(
            Self.prompts, embeddings: embeddings, averaging: averaging)
        let expected = try prototypes.embeddings.similarities(to: image)

        var vectors = try PromptVectors(Self.prompts, averaging: averaging, dimension: 8)
        try vectors.add(Embeddings(Array(embeddings.values[..<16]), dimension: 8))
        try vectors.add(Embeddings(Array(embeddings.values[16...]), dimension: 8))
        let explainer = vectors.explainer()
        let cosines = try explainer.vectors.similarities(to: image)
        let ranking = Ranking(
            similarities: expected, labels: Self.prompts.labels, scoring: .softmax(logitScale: 1),
            top: 2)
        let explanation = explainer.explanation(
            of: ranking, cosines: cosines,
            visible: VisiblePart(left: 0, right: 0, top: 0, bottom: 0, padding: 0))
        for place in explanation.places {
            let sum = place.highest.reduce(0) { $0 + $1.contribution }
            #expect(place.promptCount == 3 && place.lowest.isEmpty)
            #expect(abs(sum - place.similarity) < 1e-5)
        }
    }
}
