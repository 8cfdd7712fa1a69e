import Foundation
import Testing

/// What a run goes on with, and what it refuses.
struct ResumeTests {
    private let workspace: Workspace
    private let picture: [UInt8]

    init() throws {
        workspace = try Workspace()
        picture = try OddImage.onePixel()
    }

    private var output: String { path("out.jsonl") }

    private func path(_ name: String) -> String {
        workspace.folder.appending(path: name).path(percentEncoded: false)
    }

    private func classify(
        _ inputs: [String], labels: [String] = Command.animals, checkpoint: String = "demo",
        _ options: String...
    ) throws -> Command.Result {
        try Command(
            ["classify"] + inputs + labels
                + ["--checkpoint", checkpoint, "--format", "jsonl", "--output", output]
                + options
        ).run()
    }

    private struct Line: Decodable {
        struct Counts: Decodable, Equatable {
            let images: Int
            let ranked: Int
            let failed: Int
        }

        let type: String
        let source: String?
        let counts: Counts?
    }

    private func lines() throws -> [Line] {
        try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
    }

    /// The names of the images that have rows.
    private func rows() throws -> [String] {
        try lines().compactMap(\.source).map { URL(filePath: $0).lastPathComponent }
    }

    @Test func `files that came and went since are told by their names`() throws {
        for name in ["a", "c", "e", "g"] { try workspace.write(picture, to: "in/\(name).png") }
        try workspace.write("text", to: "in/d.png")
        #expect(try classify([path("in")], "--resume").status == 4)
        #expect(try rows() == ["a.png", "c.png", "d.png", "e.png", "g.png"])
        for name in ["b", "f"] { try workspace.write(picture, to: "in/\(name).png") }
        try FileManager.default.removeItem(atPath: path("in/c.png"))
        let result = try classify([path("in")], "--resume")
        #expect(result.status == 4)
        #expect(result.standardError.contains("holds 5 images; 2 are left to do."))
        #expect(
            try rows() == ["a.png", "c.png", "d.png", "e.png", "g.png", "b.png", "f.png"])
        let all = try lines()
        #expect(all.map(\.type) == ["run"] + Array(repeating: "image", count: 7) + ["summary"])
        #expect(all.last?.counts == Line.Counts(images: 7, ranked: 6, failed: 1))
    }

    @Test func `an image that is named twice has two rows`() throws {
        let (a, b) = (
            try workspace.write(picture, to: "a.png"), try workspace.write(picture, to: "b.png")
        )
        #expect(try classify([a, b], "--resume").status == 0)
        #expect(try classify([b, a, b, a], "--resume").status == 0)
        #expect(try rows() == ["a.png", "b.png", "b.png", "a.png"])
        #expect(try classify([b, b, a, a], "--resume").standardError.contains("nothing is left"))
    }

    @Test func `images that vanish and folders that cannot be read have rows`() throws {
        try workspace.write(picture, to: "in/a.png")
        try FileManager.default.createSymbolicLink(
            atPath: path("in/gone.png"), withDestinationPath: "nowhere.png")
        let list = try workspace.write("\(path("in"))\n\(path("absent.png"))", to: "list.txt")
        #expect(try classify(["@\(list)"], "--resume").status == 4)
        #expect(try rows() == ["a.png", "gone.png", "absent.png"])
    }

    @Test func `other labels and options are refused by name`() throws {
        let photo = try workspace.write(picture, to: "a.png")
        #expect(try classify([photo], "--resume", "--top", "2").status == 0)
        let before = try Data(contentsOf: URL(filePath: output))
        let cases: [(labels: [String], options: [String], named: String)] = [
            (Command.animals, ["--top", "3"], "differs in top (2 there, 3 here). Rows of both"),
            (["--labels", "owl,fox"], ["--top", "2"], "differs in labels ("),
            (
                Command.animals, ["--top", "2", "--threshold", "0.25"],
                "threshold (0.2 there, 0.25 here)"
            ),
            (Command.animals, ["--top", "2", "--template", "a {}"], "differs in templates"),
            (Command.animals, ["--top", "2", "--averaging", "raw"], "averaging (\"normalized\""),
            (Command.animals, ["--top", "2", "--decode", "fast"], "decoding (\"exact\" there"),
            (Command.animals, ["--top", "2", "--explain"], "explain (false there, true here)"),
            (
                Command.animals, ["--top", "2", "--maximum-pixels", "9"],
                "maximum-pixels (200000000 there, 9 here)"
            ),
            (
                Command.animals, ["--top", "2", "--consent-policy", "signed"], "differs in people"
            ),
        ]
        for (labels, options, named) in cases {
            let result = try Command(
                ["classify", photo] + labels + options
                    + [
                        "--checkpoint", "demo", "--format", "jsonl", "--output", output,
                        "--resume",
                    ]
            ).run()
            #expect(result.status == 2, "\(options): \(result.standardError)")
            #expect(result.standardError.contains(named), "\(result.standardError)")
        }
        #expect(try Data(contentsOf: URL(filePath: output)) == before)
    }

    @Test func `sentences that were changed in their file are refused`() throws {
        let photo = try workspace.write(picture, to: "a.png")
        func run(_ sentence: String) throws -> Command.Result {
            let prompts = try workspace.write(
                #"{"owl": ["\#(sentence)"], "fox": ["A fox."]}"#, to: "prompts.json")
            return try classify([photo], labels: ["--prompts", prompts], "--resume")
        }
        #expect(try run("An owl.").status == 0)
        let other = try run("An owl!")
        #expect(other.status == 2)
        #expect(other.standardError.contains("differs in sentences. Rows of both"))
    }

    @Test func `other support images are refused`() throws {
        let photo = try workspace.write(picture, to: "a.png")
        func run(_ support: String) throws -> Command.Result {
            try workspace.photo(support, as: "few/teapot/1.jpg")
            return try classify([photo], "--resume", "--support", path("few"))
        }
        #expect(try run("cat.jpg").status == 0)
        #expect(try run("cat.jpg").standardError.contains("nothing is left to do"))
        let other = try run("rocket.jpg")
        #expect(other.status == 2)
        #expect(other.standardError.contains("differs in support images. Rows of both"))
    }

    @Test func `another checkpoint is refused`() throws {
        let photo = try workspace.write(picture, to: "a.png")
        #expect(try classify([photo], "--resume").status == 0)
        let other = try classify(
            [photo], checkpoint: HubCacheFolder.fixture("clip-hf").standardized.path(), "--resume")
        #expect(other.status == 3, "\(other.standardError)")
        #expect(other.standardError.hasPrefix("refused (cross-checkpoint): "))
    }

    @Test func `a file without a record is not touched`() throws {
        let photo = try workspace.write(picture, to: "a.png")
        #expect(try classify([photo]).status == 0)
        let before = try Data(contentsOf: URL(filePath: output))
        let result = try classify([photo], "--resume")
        #expect(result.status == 2)
        #expect(result.standardError.hasPrefix("error: \(output): beside this file there is no"))
        #expect(try Data(contentsOf: URL(filePath: output)) == before)
    }

    @Test func `a file that another run writes to is not touched`() throws {
        let photo = try workspace.write(picture, to: "a.png")
        #expect(try classify([photo], "--resume").status == 0)
        let file = try FileHandle(forWritingTo: URL(filePath: output))
        #expect(flock(file.fileDescriptor, LOCK_EX) == 0)
        let result = try classify([photo], "--resume")
        #expect(result.status == 2)
        #expect(
            result.standardError
                == "error: \(output): another run is writing to this file; wait for its end.\n")
    }

    @Test(arguments: [
        (
            ["--format", "text", "--output", "x", "--resume"],
            "--resume goes with --format jsonl or"
        ),
        (["--format", "jsonl", "--resume"], "--resume needs --output FILE"),
        (
            ["--format", "csv", "--multi-label", "--output", "x", "--resume"],
            "--resume cannot tell the last image's rows from csv with --multi-label"
        ),
        (
            ["--format", "jsonl", "--output", "/dev/null", "--resume"],
            "/dev/null: this is no regular file"
        ),
    ])
    func `what no run can go on with is wrong usage`(options: [String], sentence: String) throws {
        let photo = try workspace.write(picture, to: "a.png")
        let result = try Command(
            ["classify", photo, "--checkpoint", "demo"] + Command.animals + options
        ).run()
        #expect(result.status == 2)
        #expect(result.standardError.contains(sentence), "\(result.standardError)")
    }
}
