import Testing

@testable import ZeroShot

struct PrototypeKeyTests {
    private static let labels = ["fox", "bear", "owl"]

    private static func key(
        labels: [String] = labels, templates: [String] = ["a {}", "the {}"],
        averaging: ClassPrototypes.Averaging = .normalized, fingerprint: String = "f",
        precision: String = "float32", parity: ParityMode = .huggingFace,
        code: [String] = PrototypeKey.code
    ) throws -> PrototypeKey {
        var request = ClassificationRequest(
            labels: labels, templates: try TemplateSet(templates)
        )
        request.averaging = averaging
        return PrototypeKey(
            request,
            PrototypeSample.checkpoint(fingerprint: fingerprint, precision: precision),
            parity, code: code
        )
    }

    private static func key(prompts: String, withTemplates: Bool = false) throws -> PrototypeKey {
        let file = try PromptFile(TextFile(Array(prompts.utf8), name: "prompts.json"))
        let classes = ClassPrompts(file, withTemplates: withTemplates ? .default : nil)
        return PrototypeKey(
            ClassificationRequest(prompts: classes), PrototypeSample.checkpoint(fingerprint: "f"),
            .huggingFace
        )
    }

    private static func key(list: String, weights: PromptWeights = .perPrompt) throws
        -> PrototypeKey
    {
        let list = try LabelList(TextFile(Array(list.utf8), name: "labels.json"))
        return PrototypeKey(
            ClassificationRequest(prompts: ClassPrompts(list, weights: weights)),
            PrototypeSample.checkpoint(fingerprint: "f"), .huggingFace
        )
    }

    @Test func `whatever prototypes come from makes another key`() throws {
        let code = PrototypeKey.code
        var keys = [
            try Self.key(),
            try Self.key(labels: ["bear", "fox", "owl"]),
            try Self.key(labels: ["fox", "bear"]),
            try Self.key(labels: ["fox", "bear", "owl", "owl"]),
            try Self.key(labels: ["fox", "bear", "Owl"]),
            try Self.key(labels: ["foxb", "ear", "owl"]),
            try Self.key(labels: ["caf\u{E9}", "bear", "owl"]),
            // Equal as strings, other characters for a tokenizer.
            try Self.key(labels: ["cafe\u{301}", "bear", "owl"]),
            try Self.key(templates: ["the {}", "a {}"]),
            try Self.key(templates: ["a {}"]),
            try Self.key(templates: ["a {}", "the {}."]),
            try Self.key(templates: ["{a class}", "the {}"]),
            try Self.key(averaging: .raw),
            try Self.key(fingerprint: "g"),
            try Self.key(precision: "bfloat16"),
            try Self.key(parity: .openCLIP),
            try Self.key(prompts: #"{"fox": ["a"], "owl": ["b", "c"]}"#),
            try Self.key(prompts: #"{"fox": ["a", "b"], "owl": ["c"]}"#),
            try Self.key(prompts: #"{"fox": ["a"], "owl": ["c", "b"]}"#),
            try Self.key(prompts: #"{"fox": ["a"], "owl": ["b", "c"]}"#, withTemplates: true),
            try Self.key(list: #"["fox", "owl"]"#),
            try Self.key(list: #"["fox", {"label": "owl", "names": ["owl", "eagle owl"]}]"#),
            try Self.key(list: #"["fox", {"label": "owl", "names": ["eagle owl", "owl"]}]"#),
            try Self.key(list: #"[{"label": "fox", "names": ["fox", "owl"]}, "owl"]"#),
            try Self.key(list: #"["fox", {"label": "owl", "description": "eagle owl"}]"#),
            try Self.key(
                list: #"["fox", {"label": "owl", "description": "eagle owl"}]"#, weights: .perSource
            ),
        ]
        for index in code.indices {
            var other = code
            other[index] += "x"
            keys.append(try Self.key(code: other))
        }
        #expect(Set(keys.map(\.fileName)).count == keys.count)
        #expect(code.count == 4)
    }

    @Test func `what has no part in prototypes leaves the key`() throws {
        var request = ClassificationRequest(labels: PrototypeSample.labels)
        request.top = 1
        request.threshold = 0.9
        request.promptsFile = "elsewhere.json"
        request.people = RunReport.People(declared: true, consentPolicy: "yes")
        let checkpoint = PrototypeSample.checkpoint(fingerprint: "0")
        #expect(PrototypeKey(request, checkpoint, .huggingFace) == PrototypeSample.key())
    }

    @Test func `only a key's file name is one`() {
        let name = PrototypeSample.key().fileName
        #expect(name.hasSuffix(".prototypes") && name.count == 64 + 11)
        #expect(PrototypeKey.isFileName(name))
        for other in [
            "", "a.prototypes", String(name.dropFirst()), name + "x", name.uppercased(),
            String(name.dropLast()), "x" + name.dropFirst(),
        ] {
            #expect(!PrototypeKey.isFileName(other), "\(other)")
        }
    }
}
