import Foundation
import Testing

/// `zeroshot prompts check`, through the binary.
struct PromptsCheckTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
    }

    private struct Check: Decodable {
        struct Class: Decodable {
            struct Tokens: Decodable {
                let minimum: Int
                let median: Double
                let maximum: Int
            }
            let label: String
            let prompts: Int
            let tokens: Tokens
            let truncated: Int
        }
        struct Sentence: Decodable {
            let label: String
            let sentence: String
        }
        struct Repeated: Decodable {
            let kind: String
            let text: String
            let count: Int
            let labels: [String]
        }
        struct Similar: Decodable {
            struct Pair: Decodable {
                let sentences: [String]
                let similarity: Float
            }
            let pairs: [Pair]
        }
        let file: String
        let contextLength: Int
        let classes: [Class]
        let truncated: [JSONReport.Truncated]
        let withoutName: [Sentence]
        let repeated: [Repeated]
        let similar: Similar
        let unequalCounts: Bool
        let findings: Int
    }

    private func check(_ file: String, _ options: [String] = []) throws -> Check {
        let result = try Command(
            ["prompts", "check", file, "--checkpoint", "demo", "--format", "json"] + options
        ).run()
        #expect(result.status == 0 && result.standardError == "", "\(result.standardError)")
        return try JSONDecoder().decode(Check.self, from: Data(result.standardOutput.utf8))
    }

    @Test func `a prompts file's flaws are found`() throws {
        let long = "An owl " + Array(repeating: "flies", count: 90).joined(separator: " ")
        let file = try workspace.write(
            """
            {"owl": ["An owl has round eyes.", "an owl has round eyes", "\(long)"],
             "fox": ["It is red and sly.", "A fox."]}
            """, to: "prompts.json"
        )
        let check = try check(file)
        #expect(check.file == file)
        #expect(check.contextLength == 77)
        #expect(check.classes.map(\.label) == ["owl", "fox"])
        // Start, a word or sign each, end.
        #expect(check.classes[0].tokens.minimum == 7)
        #expect(check.classes[0].tokens.median == 8)
        #expect(check.classes[0].tokens.maximum == 94)
        #expect(check.classes[1].tokens.minimum == 5)
        #expect(check.classes.map(\.truncated) == [1, 0])
        #expect(check.truncated.map(\.tokens) == [94])
        #expect(check.truncated[0].lost.hasPrefix("flies flies"))
        #expect(check.withoutName.map(\.sentence) == ["It is red and sly."])
        #expect(check.repeated.map(\.text) == ["An owl has round eyes."])
        #expect(check.unequalCounts)
        #expect(check.findings == 4 + check.similar.pairs.count)
    }

    @Test func `the bound on similar sentences is the caller's`() throws {
        let file = try workspace.write(
            #"{"owl": ["An owl in a tree.", "An owl in the tree.", "An owl eats mice."], "fox": ["A fox."]}"#,
            to: "prompts.json"
        )
        let all = try check(file, ["--similar", "-1"]).similar.pairs
        #expect(all.count == 2)
        let nearest = try #require(all.map(\.similarity).max())
        #expect(all[0].similarity == nearest)
        let few = try check(file, ["--similar", "\(nearest)"]).similar.pairs
        #expect(few.map(\.sentences) == [["An owl in a tree.", "An owl in the tree."]])
    }

    @Test func `labels, and templates with labels, are checked as a ranking would fill them`()
        throws
    {
        let labels = try workspace.write(
            #"[{"label": "crane", "names": ["crane", "wading bird"]}, {"label": "machine", "names": ["crane"]}]"#,
            to: "labels.json"
        )
        let names = try check(labels)
        #expect(names.classes.map(\.prompts) == [6, 3])
        #expect(names.repeated.map(\.kind) == ["name"])
        #expect(names.repeated.map(\.labels) == [["crane", "machine"]])
        #expect(try check(labels, ["--template-set", "food"]).classes.map(\.prompts) == [16, 8])

        let templates = try workspace.write("a {}\n\nthe {}\nA {class}!\n", to: "templates.txt")
        let filled = try check(templates, ["--labels", "owl,red fox"])
        #expect(filled.classes.map(\.prompts) == [3, 3])
        #expect(filled.classes.map(\.tokens.minimum) == [4, 5])
        #expect(filled.repeated.map(\.kind) == ["template"])
        #expect(filled.findings == 1)

        let text = try workspace.write("owl\nfox\n", to: "labels.txt")
        #expect(try check(text).classes.map(\.prompts) == [3, 3])
    }

    @Test func `a class that stands twice is an error, or merged on request`() throws {
        let file = try workspace.write(
            #"{"owl": ["An owl."], "fox": ["A fox."], "owl": ["Owls fly."]}"#, to: "prompts.json"
        )
        try expectUsage([file], "'owl' stands there more than once.")
        #expect(try check(file, ["--merge-classes"]).classes.map(\.prompts) == [2, 1])
        #expect(
            try check(file, ["--merge-classes", "--labels", "fox,owl", "--with-templates"])
                .classes.map(\.label) == ["fox", "owl"])
    }

    @Test func `what does not go with a file is refused`() throws {
        let sentences = try workspace.write(#"{"owl": ["An owl."]}"#, to: "prompts.json")
        let labels = try workspace.write("owl\nfox", to: "labels.txt")
        let templates = try workspace.write("a {}", to: "templates.txt")
        try expectUsage([templates], "name them with --labels or --labels-file")
        try expectUsage([templates, "--labels", "a,b", "--template", "the {}"], "--template means")
        try expectUsage(
            [templates, "--labels", "a,b", "--with-templates"], "--with-templates means")
        try expectUsage(
            [labels, "--labels", "a,b"], "--labels means nothing here: \(labels) holds")
        try expectUsage([labels, "--with-templates"], "--with-templates means nothing here")
        try expectUsage([sentences, "--template", "a {}"], "with --with-templates only")
        try expectUsage([sentences, "--labels", "fox"], "there are no sentences for 'fox'")
        try expectUsage([sentences, "--similar", "1.5"], "--similar is 1.5")
        try expectUsage(["absent.json"], "absent.json: cannot be read")
    }

    private func expectUsage(
        _ arguments: [String], _ sentence: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Command(
            ["prompts", "check"] + arguments + ["--checkpoint", "demo"]
        ).run()
        #expect(result.status == 2, sourceLocation: sourceLocation)
        #expect(result.standardOutput == "", sourceLocation: sourceLocation)
        #expect(
            result.standardError.contains(sentence), "\(result.standardError)",
            sourceLocation: sourceLocation
        )
    }

    @Test func `what may not be ranked is not checked, and all reasons are listed`() throws {
        let file = try workspace.write(
            #"{"melanoma": ["A dark melanoma."], "benign mole": ["A benign mole."]}"#,
            to: "prompts.json"
        )
        let result = try Command("prompts", "check", file).run()
        #expect(result.status == 3 && result.standardOutput == "")
        #expect(result.standardError.hasPrefix("refused (checkpoint-unspecified): "))
        #expect(result.standardError.contains("Also restricted-medical: "))

        let people = try workspace.write(
            #"{"happy person": ["A happy person."], "sad person": ["A sad person."]}"#,
            to: "people.json"
        )
        let command = ["prompts", "check", people, "--checkpoint", "demo"]
        #expect(try Command(command).run().status == 3)
        #expect(try Command(command + ["--consent-policy", "Agreed, form 7"]).run().status == 0)
    }

    @Test func `the frogs' sentences are whole, named, different and equally many`() throws {
        let frogs = Workspace.photos.appending(path: "../frogs").standardized
        let check = try check(frogs.appending(path: "prompts.json").path())
        #expect(check.classes.map(\.label) == ["tree frog", "tailed frog"])
        #expect(check.classes.map(\.prompts) == [12, 12])
        // What the small demo checkpoint cannot tell apart is its own affair.
        #expect(check.findings == check.similar.pairs.count)
    }

    @Test func `the commands of the frogs' page run as they are written`() throws {
        let root = Workspace.photos.appending(path: "../..").standardized
        let page = try String(
            contentsOf: root.appending(path: "Examples/frogs/README.md"), encoding: .utf8
        )
        let blocks = page.components(separatedBy: "```")
            .filter { $0.hasPrefix("sh\n") }.map { $0.dropFirst(3) }
        #expect(blocks.count == 1)
        var shell = Command("-e", "-c", blocks.joined())
        shell.binary = URL(filePath: "/bin/sh")
        shell.folder = root
        let programs = Command.binary.deletingLastPathComponent().path(percentEncoded: false)
        shell.environment["PATH"] = "\(programs):/usr/bin:/bin"
        let result = try shell.run()
        #expect(result.status == 0 && result.standardError == "", "\(result.standardError)")
        let rankings = result.standardOutput.components(separatedBy: "Read next").count - 1
        #expect(rankings == 5)
        #expect(result.standardOutput.contains("Prompts     42 for 2 labels"))
        #expect(result.standardOutput.contains("Names       tree frog: tree frog, treefrog"))
    }
}
