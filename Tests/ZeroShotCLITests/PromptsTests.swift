import Foundation
import Testing

/// Labels with names, files of sentences, weights and template sets, through the binary.
struct PromptsTests {
    private let workspace: Workspace
    private let photo: String

    init() throws {
        workspace = try Workspace()
        photo = try workspace.photo(as: "cat.jpg")
    }

    private struct Report: Decodable {
        struct Image: Decodable {
            let predictions: [JSONReport.Prediction]
        }
        let labels: [String]
        let names: [[String]]?
        let templates: [String]
        let promptWeights: String?
        let prompts: JSONReport.Prompts
        let images: [Image]

        func similarity(_ label: String) throws -> Float {
            try #require(images.first?.predictions.first { $0.label == label }).similarity
        }
    }

    private func report(_ arguments: [String]) throws -> Report {
        let result = try Command.classify([photo] + arguments, labels: []).run()
        #expect(result.status == 0 && result.standardError == "", "\(result.standardError)")
        return try JSONDecoder().decode(Report.self, from: Data(result.standardOutput.utf8))
    }

    /// What the towers say of texts or images, each at unit length or as projected.
    private func embeddings(_ arguments: [String]) throws -> [[Double]] {
        struct Line: Decodable {
            let embedding: [Double]
        }
        let result = try Command(["embed"] + arguments + ["--checkpoint", "demo"]).run()
        #expect(result.status == 0, "\(result.standardError)")
        return try result.standardOutput.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8)).embedding
        }
    }

    private func unit(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    private func weightedSum(_ vectors: [[Double]], _ weights: [Double]) -> [Double] {
        vectors[0].indices.map { index in
            zip(vectors, weights).reduce(0) { $0 + $1.0[index] * $1.1 }
        }
    }

    private static let sentences = #"""
        {"tabby cat": ["A tabby cat has stripes.", "A tabby cat has whiskers.", "A cat with green eyes."],
         "teapot": ["A teapot has a spout.", "A teapot is for tea."]}
        """#

    @Test(
        arguments: [
            (
                ["--prompt-weights", "per-source"], "normalized",
                [0.5, 0.5, 1 / 3.0, 1 / 3.0, 1 / 3.0]
            ),
            (["--prompt-weights", "per-prompt"], "normalized", [1, 1, 1, 1, 1]),
            ([], "normalized", [1, 1, 1, 1, 1]),
            (["--prompt-weights", "per-source"], "raw", [0.5, 0.5, 1 / 3.0, 1 / 3.0, 1 / 3.0]),
            ([], "raw", [1, 1, 1, 1, 1]),
        ] as [([String], String, [Double])])
    func `templates and sentences are averaged as their weights say`(
        option: [String], averaging: String, weights: [Double]
    ) throws {
        let prompts = try workspace.write(Self.sentences, to: "prompts.json")
        let report = try report(
            [
                "--prompts", prompts, "--with-templates", "--template", "a {}", "--template",
                "the {}", "--averaging", averaging,
            ] + option
        )
        #expect(report.prompts.count == 9)
        #expect(report.promptWeights == (weights[0] == 1 ? nil : "per-source"))
        let texts = [
            "a tabby cat", "the tabby cat", "A tabby cat has stripes.",
            "A tabby cat has whiskers.", "A cat with green eyes.",
        ]
        var embedded = try embeddings(["text"] + texts + ["--no-normalize"])
        if averaging == "normalized" { embedded = embedded.map(unit) }
        let image = try embeddings(["images", photo])[0]
        let prototype = unit(weightedSum(embedded, weights))
        let cosine = zip(image, prototype).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(Double(try report.similarity("tabby cat")) - cosine) < 1e-5)
    }

    @Test func `other names fill the templates, and the report shows the label`() throws {
        let labels = try workspace.write(
            #"""
            [{"label": "A3", "names": ["tabby cat", "house cat"], "description": "A cat with stripes."},
             "teapot"]
            """#, to: "labels.json"
        )
        let named = try report(["--labels-file", labels])
        #expect(named.labels == ["A3", "teapot"])
        #expect(named.names == [["tabby cat", "house cat"], ["teapot"]])
        #expect(named.prompts.count == 3 * 2 + 1 + 3)
        #expect(named.images[0].predictions[0].label == "A3")

        let alone = try report([
            "--labels-file",
            try workspace.write(
                #"[{"label": "A3", "names": ["tabby cat"]}, "teapot"]"#, to: "l.json"),
        ])
        let plain = try report(["--labels", "tabby cat,teapot"])
        #expect(try alone.similarity("A3") == plain.similarity("tabby cat"))
        #expect(plain.names == nil && plain.promptWeights == nil)
    }

    @Test func `labels in JSON may come from a pipe`() throws {
        var command = Command.classify([photo], labels: ["--labels-file", "/dev/stdin"])
        command.input = Array(#"[{"label": "tabby cat"}, {"label": "teapot"}]"#.utf8)
        let result = try command.run()
        #expect(try result.report().labels == ["tabby cat", "teapot"])
    }

    @Test func `labels choose classes of a prompts file`() throws {
        let prompts = try workspace.write(
            #"{"teapot": ["A teapot."], "owl": ["An owl."], "tabby cat": ["A cat."]}"#,
            to: "prompts.json"
        )
        let report = try report(["--prompts", prompts, "--labels", "tabby cat,teapot"])
        #expect(report.labels == ["tabby cat", "teapot"])
        #expect(report.prompts.count == 2 && report.templates == [])
        try expectUsage(
            ["--prompts", prompts, "--labels", "tabby cat,Owl"],
            "prompts.json: there are no sentences for 'Owl'. Its classes are 'teapot', 'owl' and "
                + "'tabby cat'; write labels as the file writes them."
        )
    }

    @Test func `a class that stands twice is an error, or merged on request`() throws {
        let prompts = try workspace.write(
            #"{"crane": ["A bird."], "owl": ["An owl."], "crane": ["A machine.", "Tall."]}"#,
            to: "prompts.json"
        )
        try expectUsage(["--prompts", prompts], "'crane' stands there more than once.")
        let merged = try report(["--prompts", prompts, "--merge-classes"])
        #expect(merged.labels == ["crane", "owl"])
        #expect(merged.prompts.count == 4)

        let kept = try report(["--labels", "crane,owl,crane"])
        #expect(kept.labels == ["crane", "owl", "crane"])
        let one = try report(["--labels", "crane,owl,crane", "--merge-classes"])
        #expect(one.labels == ["crane", "owl"])
    }

    @Test(arguments: [
        (["--prompts", "p.json", "--template", "a {}"], "with --with-templates only"),
        (["--labels", "a,b", "--with-templates"], "--with-templates goes with --prompts"),
        (["--prompts", "p.json", "--prompt-weights", "per-source"], "give both"),
        (["--labels", "a,b", "--prompt-weights", "per-source"], "give both"),
        (["--labels", "a,b", "--prompt-weights", "equal"], "--prompt-weights"),
        (["--labels", "a,b", "--labels-file", "l.txt"], "Give only one of"),
        (["--labels", "a,b", "--template-set", "imagenet"], "  pets       cats, dogs"),
    ])
    func `options that do not go together are refused`(options: [String], sentence: String) throws {
        try expectUsage(options, sentence)
    }

    private func expectUsage(
        _ options: [String], _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Command.classify([photo], labels: options).run()
        #expect(result.status == 2, sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        #expect(
            result.standardError.contains(sentence), "\(result.standardError)",
            sourceLocation: sourceLocation
        )
    }

    @Test func `names and descriptions are judged before anything is ranked`() throws {
        for entry in [
            #"{"label": "one", "names": ["gay man"]}"#,
            #"{"label": "gay man", "names": ["one"]}"#,
            #"{"label": "one", "description": "A photo of a gay man."}"#,
        ] {
            let labels = try workspace.write("[\(entry), \"teapot\"]", to: "labels.json")
            let result = try Command.classify([photo], labels: ["--labels-file", labels]).run()
            #expect(result.status == 3, "\(entry)")
            #expect(result.standardError.contains("restricted-protected"))
        }
    }

    // MARK: - prompts templates

    @Test func `template sets are listed with their uses`() throws {
        let result = try Command("prompts", "templates").run()
        #expect(result.status == 0 && result.standardError == "")
        let lines = result.standardOutput.split(separator: "\n")
        #expect(lines.count == 15)
        #expect(lines.contains("  sketches   drawings, cartoons and paintings rather than photos"))
    }

    @Test func `what a set prints is a template file of that set`() throws {
        let result = try Command("prompts", "templates", "food").run()
        #expect(result.status == 0)
        let file = try workspace.write(result.standardOutput, to: "mine.txt")
        let labels = ["--labels", "apple pie,dumplings"]
        let named = try report(labels + ["--template-set", "food"])
        #expect(named.templates.contains("homemade {class}"))
        let copied = try report(labels + ["--template-set", file])
        #expect(copied.templates == named.templates)
        #expect(try copied.similarity("dumplings") == named.similarity("dumplings"))
    }

    @Test func `the list and a set are printed as JSON too`() throws {
        struct Named: Decodable {
            let name: String
            let use: String
            let templates: [String]
        }
        let all = try Command("prompts", "templates", "--format", "json").run()
        let sets = try JSONDecoder().decode([Named].self, from: Data(all.standardOutput.utf8))
        let one = try Command("prompts", "templates", "small", "--format", "json").run()
        let texts = try JSONDecoder().decode([String].self, from: Data(one.standardOutput.utf8))
        #expect(sets.first { $0.name == "small" }?.templates == texts)
        #expect(texts.count >= 7)
    }

    @Test func `an unknown set is named with those there are`() throws {
        let result = try Command("prompts", "templates", "imagenet").run()
        #expect(result.status == 2)
        #expect(
            result.standardError.hasPrefix("error: imagenet: neither a template set nor a file."))
        #expect(result.standardError.contains("\n  aerial     satellite and aerial pictures"))
    }
}
