import Foundation
import Testing

/// `zeroshot benchmark` from outside; how fast anything is, is not tested.
struct BenchmarkTests {
    /// `zeroshot.benchmark/1`.
    private struct Report: Decodable {
        let schema: String
        let checkpoint: Checkpoint
        let machine: Machine
        let versions: [String: String]
        let threads: Int
        let rounds: Int
        let inputs: [String: Int]
        let peak: Peak
        let loadSeconds: [String: Double?]
        let stages: [Stage]
        let peakMemoryBytes: Int

        struct Checkpoint: Decodable {
            let id: String
            let family: String
            let architecture: String
            let embeddingDimension: Int
            let precision: String
        }

        struct Machine: Decodable {
            let processors: Int
            let instructionSet: String
            let memoryBytes: Int
        }

        struct Peak: Decodable {
            let size: Int
            let seconds: Samples
            let flopsPerSecond: Double
        }

        struct Samples: Decodable {
            let median: Double
            let least: Double
            let most: Double
        }

        struct Stage: Decodable {
            let stage: String
            let item: String
            let batch: Int
            let secondsPerItem: Samples
            let flopsPerItem: Work?
            let flopsPerSecond: Double?
            let shareOfPeak: Double?
        }

        struct Work: Decodable {
            let needed: Int
            let whole: Int
        }
    }

    private func run(_ arguments: String...) throws -> Command.Result {
        try Command(["benchmark", "--checkpoint", "demo", "--rounds", "1"] + arguments).run()
    }

    private func report(_ result: Command.Result) throws -> Report {
        #expect(result.status == 0, "\(result.standardError)")
        return try JSONDecoder().decode(Report.self, from: Data(result.standardOutput.utf8))
    }

    @Test func `every stage is timed and counted as JSON`() throws {
        let report = try report(run("--batch-sizes", "1,2", "--threads", "2", "--format", "json"))
        #expect(report.schema == "zeroshot.benchmark/1")
        #expect(report.checkpoint.id == "demo")
        #expect(report.checkpoint.family == "OpenCLIP")
        #expect(report.checkpoint.embeddingDimension == 384)
        #expect(report.checkpoint.precision == "float32")
        #expect(report.machine.processors >= 1 && report.machine.memoryBytes > 1 << 28)
        #expect(!report.machine.instructionSet.isEmpty)
        #expect(Set(report.versions.keys) == ["zeroshot", "oneDNN", "libvips"])
        #expect(report.threads == 2 && report.rounds == 1)
        #expect(
            report.inputs == ["photos": 1, "labels": 32, "prompts": 96, "rankedLabels": 1000]
        )
        #expect(report.loadSeconds.compactMapValues(\.self).keys.sorted() == Self.towers)
        #expect(
            report.stages.map(\.stage)
                == ["decode", "preprocess", "image", "image", "text", "prototypes", "ranking"]
        )
        #expect(
            report.stages.map(\.item)
                == ["photo", "photo", "image", "image", "prompt", "prompt", "image"]
        )
        #expect(report.stages.map(\.batch) == [1, 1, 1, 2, 32, 96, 16])
        #expect(report.peakMemoryBytes > 1 << 24)
        let product = Double(2 * report.peak.size * report.peak.size * report.peak.size)
        #expect(isClose(report.peak.flopsPerSecond, product / report.peak.seconds.median))
        for stage in report.stages {
            let seconds = stage.secondsPerItem
            #expect(0 < seconds.least && seconds.least <= seconds.median, "\(stage.stage)")
            #expect(seconds.median <= seconds.most, "\(stage.stage)")
            guard let work = stage.flopsPerItem else { continue }
            let rate = try #require(stage.flopsPerSecond)
            #expect(work.needed <= work.whole, "\(stage.stage)")
            #expect(isClose(rate, Double(work.needed) / seconds.median), "\(stage.stage)")
            #expect(
                isClose(try #require(stage.shareOfPeak), rate / report.peak.flopsPerSecond),
                "\(stage.stage)"
            )
        }
    }

    private static let towers = ["imageTower", "textTower"]

    private func isClose(_ found: Double, _ expected: Double) -> Bool {
        abs(found - expected) <= 1e-6 * expected
    }

    @Test func `only the stages asked for are timed, on the photos given`() throws {
        let workspace = try Workspace()
        try workspace.photo(as: "photos/a.jpg")
        try workspace.photo("rocket.jpg", as: "photos/b.jpg")
        let folder = workspace.folder.appending(path: "photos").path()
        let report = try report(run(folder, "--stages", "preprocess,decode", "--format", "json"))
        #expect(report.stages.map(\.stage) == ["preprocess", "decode"])
        #expect(report.inputs["photos"] == 2)
        #expect(report.loadSeconds.compactMapValues(\.self).isEmpty)
    }

    @Test func `labels and templates are those given`() throws {
        let workspace = try Workspace()
        let labels = try workspace.write("owl\nfox\nbear\n", to: "labels.txt")
        let report = try report(
            run(
                "--stages", "prototypes", "--labels-file", labels, "--template-set", "hf",
                "--format", "json"
            )
        )
        #expect(report.inputs["labels"] == 3)
        #expect(report.stages.map(\.batch) == [3])
    }

    @Test func `people read a table and what it counts`() throws {
        let result = try run("--stages", "image,ranking", "--batch-sizes", "2")
        #expect(result.status == 0, "\(result.standardError)")
        let lines = result.standardOutput.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("checkpoint   demo, OpenCLIP ") })
        #expect(lines.contains { $0.hasPrefix("run ") && $0.hasSuffix(" 1 rounds, float32") })
        #expect(lines.contains { $0.hasPrefix("peak ") && $0.contains(" GFLOP/s, a product of") })
        #expect(lines.contains { $0.hasPrefix("loading      image tower ") })
        #expect(lines.contains { $0.hasPrefix("peak memory  ") && $0.hasSuffix(" MB") })
        #expect(lines.contains { $0.hasPrefix("image    2      ") && $0.hasSuffix(" %") })
        #expect(lines.contains { $0.hasPrefix("ranking  16     ") })
        #expect(result.standardOutput.contains("is not counted and so raises no rate."))
    }

    @Test(arguments: [
        (["--rounds", "0"], "--rounds is 0"),
        (["--batch-sizes", "1,none"], "'none' is no batch size"),
        (["--batch-sizes", "0"], "'0' is no batch size"),
        (["--batch-sizes", ""], "'' is no batch size"),
        (["--stages", "decode,encode"], "'encode' is no stage; there are decode, preprocess,"),
        (["--stages", ""], "'' is no stage"),
        (["--format", "csv"], "--format"),
        (["-"], "-: a benchmark reads photos from files and folders"),
        (["https://example.org/owl.jpg"], "https://example.org/owl.jpg: a benchmark reads"),
        (["absent.jpg"], "absent.jpg: this photo cannot be timed."),
    ])
    func `wrong usage says what is wrong`(arguments: [String], sentence: String) throws {
        let result = try Command(["benchmark", "--checkpoint", "demo"] + arguments).run()
        #expect(result.status == 2)
        #expect(result.standardOutput == "")
        #expect(result.standardError.contains(sentence), "\(result.standardError)")
    }

    @Test func `a file that is no photo is named`() throws {
        let workspace = try Workspace()
        let bad = try workspace.write("text", to: "bad.jpg")
        let result = try run(bad)
        #expect(result.status == 2)
        #expect(result.standardError.contains("bad.jpg: this photo cannot be timed."))
    }

    @Test func `no checkpoint named is refused`() throws {
        let result = try Command("benchmark").run()
        #expect(result.status == 3)
        #expect(result.standardError.hasPrefix("refused (checkpoint-unspecified): "))
    }
}
