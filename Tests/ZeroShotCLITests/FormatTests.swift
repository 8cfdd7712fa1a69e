import Foundation
import Testing

/// The forms a report is printed in, through the binary.
struct FormatTests {
    private static let photos = ["cat.jpg", "rocket.jpg"].map {
        Workspace.photos.appending(path: $0).path()
    }

    private func classify(_ inputs: [String], _ format: String) throws -> Command.Result {
        try Command(
            ["classify"] + inputs + Command.animals + ["--checkpoint", "demo", "--format", format]
        ).run()
    }

    @Test(arguments: ["clip-hf", "clip-hf-laion"])
    func `hf prints what the pipeline of Hugging Face returns`(name: String) throws {
        struct Reference: Decodable {
            struct Score: Decodable {
                let score: Double
                let label: String
            }
            let images: [String]
            let labels: [String]
            let pipeline: [[Score]]
        }
        let folder = URL(filePath: #filePath)
            .deletingLastPathComponent()
            .appending(path: "../ZeroShotTests/Fixtures/models/\(name)")
            .standardized
        let reference = try JSONDecoder().decode(
            Reference.self, from: Data(contentsOf: folder.appending(path: "reference.json"))
        )
        let images = reference.images.map { folder.appending(path: $0).standardized.path() }
        let labels = reference.labels.joined(separator: ",")
        func scores<T: Decodable>(_ inputs: [String], as type: T.Type) throws -> T {
            let result = try Command(
                ["classify"] + inputs
                    + ["--labels", labels, "--checkpoint", folder.path(), "--format", "hf"]
            ).run()
            #expect(result.status == 0, "\(result.standardError)")
            #expect(result.standardError.contains("notice: "))
            return try JSONDecoder().decode(T.self, from: Data(result.standardOutput.utf8))
        }
        let several = try scores(images, as: [[Reference.Score]].self)
        let single = try scores([images[0]], as: [Reference.Score].self)
        #expect(several.count == reference.pipeline.count)
        for (found, expected) in zip(
            several + [single], reference.pipeline + [reference.pipeline[0]])
        {
            #expect(found.map(\.label) == expected.map(\.label))
            for (found, expected) in zip(found, expected) {
                #expect(abs(found.score - expected.score) <= 1e-4)
            }
        }
    }

    @Test func `csv has one row for each prediction, notices go to standard error`() throws {
        let result = try classify(Self.photos + ["absent.jpg"], "csv")
        #expect(result.status == 4)
        let rows = result.standardOutput.split(separator: "\r\n").map(String.init)
        #expect(rows.count == 1 + 2 * 3 + 1)
        #expect(rows[0] == "source,rank,label,similarity,probability,flag,error")
        #expect(rows[1].hasPrefix("\(Self.photos[0]),1,tabby cat,0.2"))
        #expect(rows[7].hasPrefix("absent.jpg,"))
        #expect(result.standardError.contains("notice: Zero-shot results are unreliable"))
        #expect(result.standardError.contains("error: absent.jpg: There is no such file."))
    }

    @Test func `jsonl has a run line, image lines and a summary line`() throws {
        struct Line: Decodable {
            let type: String
        }
        let result = try classify(Self.photos, "jsonl")
        let types = try result.standardOutput.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8)).type
        }
        #expect(types == ["run", "image", "image", "summary"])
    }

    @Test func `text is for people and plain when it goes to a pipe`() throws {
        let result = try classify(Self.photos, "text")
        #expect(result.status == 0)
        #expect(result.standardOutput.contains("1  tabby cat  █"))
        #expect(result.standardOutput.contains("Confidence ok: the top-1 similarity"))
        #expect(result.standardOutput.contains("arXiv 2502.14786"))
        #expect(!result.standardOutput.contains("\u{1B}"))
        #expect(result.standardError == "")
    }

    @Test func `a report can go to a file`() throws {
        let workspace = try Workspace()
        let output = workspace.folder.appending(path: "report.json")
        let result = try Command.classify(Self.photos + ["--output", output.path()]).run()
        #expect(result.status == 0)
        #expect(result.standardOutput == "")
        let report = try JSONDecoder().decode(JSONReport.self, from: Data(contentsOf: output))
        #expect(report.images.count == 2)
    }

    @Test func `results that cannot be written end the run with what went wrong`() throws {
        let full = try Command.classify([Self.photos[0], "--output", "/dev/full"]).run()
        #expect(full.status == 1)
        #expect(full.standardError.contains("/dev/full: results cannot be written"))
        #expect(full.standardError.contains("No space left on device"))
        let nowhere = try Command.classify([Self.photos[0], "--output", "/no/such/folder/x"]).run()
        #expect(nowhere.status == 1)
        #expect(nowhere.standardError.contains("/no/such/folder/x: results cannot be written"))
    }

    @Test func `progress goes to standard error, line by line where it is no terminal`() throws {
        let result = try Command.classify(
            Self.photos + ["--batch-size", "1", "--progress", "always"]
        ).run()
        #expect(result.status == 0)
        #expect(result.standardError.hasPrefix("██████████░░░░░░░░░░ 1 of 2 images, "))
        #expect(!result.standardError.contains("\u{1B}"))
        let quiet = try Command.classify(Self.photos + ["--progress", "never"]).run()
        #expect(quiet.standardError == "")
    }
}
