import Testing

@testable import ZeroShot

struct ClassPrototypesTests {
    /// Two classes with two prompts each.
    private static func classes() throws -> ClassPrompts {
        ClassPrompts(labels: ["fox", "owl"], templates: try TemplateSet(["a {c}", "the {c}"]))
    }

    @Test(arguments: [
        // (3,4) and (0,2): at unit length (0.6,0.8) and (0,1), their sum (0.6,1.8).
        (ClassPrototypes.Averaging.normalized, [Float(0.31622776), 0.9486833]),
        // Their sum as they are (3,6).
        (.raw, [0.4472136, 0.8944272]),
    ])
    func `prompts are averaged as the mode says`(
        averaging: ClassPrototypes.Averaging, first: [Float]
    ) throws {
        let prototypes = try ClassPrototypes(
            Self.classes(),
            embeddings: Embeddings([3, 4, 0, 2, -5, 0, -0.5, 0], dimension: 2),
            averaging: averaging
        )
        #expect(prototypes.labels == ["fox", "owl"])
        #expect(prototypes.embeddings[0] == first)
        #expect(prototypes.embeddings[1] == [-1, 0])
    }

    @Test func `embeddings may come in any portions`() throws {
        let values: [Float] = [3, 4, 0, 2, -5, 1, -0.5, 0]
        let whole = try ClassPrototypes(
            Self.classes(), embeddings: Embeddings(values, dimension: 2)
        )
        var averager = PrototypeAverager(
            try Self.classes(), averaging: .normalized, dimension: 2
        )
        try averager.add(Embeddings(Array(values[0..<6]), dimension: 2))
        try averager.add(Embeddings([], dimension: 2))
        try averager.add(Embeddings(Array(values[6...]), dimension: 2))
        #expect(averager.finish() == whole)
    }

    @Test func `a class of short embeddings beside one of long ones keeps its direction`() throws {
        let prototypes = try ClassPrototypes(
            Self.classes(),
            embeddings: Embeddings([0, 1e9, 0, 1e9, 1e-3, 0, 1e-3, 0], dimension: 2),
            averaging: .raw
        )
        #expect(prototypes.embeddings.values == [0, 1, 1, 0])
    }

    @Test func `a class with more sentences than another has the mean of its own`() throws {
        let file = try PromptFile(
            TextFile(Array(#"{"fox": ["f1"], "owl": ["o1", "o2", "o3"]}"#.utf8), name: "p.json")
        )
        let prototypes = try ClassPrototypes(
            ClassPrompts(file),
            embeddings: Embeddings([0, 9, 1, 0, 1, 0, 0, 2], dimension: 2)
        )
        // (1,0) + (1,0) + (0,1) = (2,1)
        #expect(prototypes.embeddings.values == [0, 1, 0.8944272, 0.4472136])
    }

    @Test(
        arguments: [
            (
                [Float(1), 0, 0, 0],
                "The embedding of the prompt 'the fox' for 'fox' is all zeros, so the class has no "
                    + "prototype. The checkpoint's weights are damaged or overflow; verify the "
                    + "checkpoint."
            ),
            (
                [1, 0, 1, 0, .nan, 0],
                "The embedding of the prompt 'a owl' for 'owl' has a value that is not a finite "
                    + "number, so the class has no prototype. The checkpoint's weights are damaged or "
                    + "overflow; verify the checkpoint."
            ),
            (
                [1, 0, 1, 0, 3, 4, -3, -4],
                "The prompt embeddings of 'owl' cancel each other out, so the class has no prototype. "
                    + "Give it prompts that describe one thing."
            ),
            (
                [1, 0, 1, 0, 3, 4, -3, -4.0000005],
                "The prompt embeddings of 'owl' cancel each other out, so the class has no prototype. "
                    + "Give it prompts that describe one thing."
            ),
        ], ClassPrototypes.Averaging.allCases)
    func `prompts without a common direction are an error that names the class`(
        example: ([Float], String), averaging: ClassPrototypes.Averaging
    ) throws {
        let (values, message) = example
        var averager = PrototypeAverager(try Self.classes(), averaging: averaging, dimension: 2)
        let error = #expect(throws: RankingError.self) {
            try averager.add(Embeddings(values, dimension: 2))
        }
        #expect(error?.description == message)
    }
}
