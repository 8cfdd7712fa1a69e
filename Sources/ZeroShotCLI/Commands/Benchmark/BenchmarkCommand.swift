import ArgumentParser
import Foundation
import ZeroShot

/// Says how fast this machine is with a checkpoint, stage by stage.
struct BenchmarkCommand: AsyncParsableCommand {
    /// The forms the result can be written in.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: "Times the stages of a run, and compares them with the machine's peak.",
        discussion: """
            Stages: decode, preprocess, image (the image tower), text (the text tower, prompts \
            that share no beginning), prototypes (labels and templates to one vector a label) and \
            ranking. All stages are timed in turn, round after round, together with a large matrix \
            product whose rate is taken for the peak. Results of a machine that does other work \
            at the same time are worth little.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "Photos, or folders of photos, of which the first 64 are used; a photo that ships with zeroshot when none is given.",
            valueName: "input"
        )
    )
    var inputs: [String] = []

    @OptionGroup var checkpoint: CheckpointOptions

    @Option(
        help: "The stages to time, with commas between them; all when not given.",
        transform: Self.stages
    )
    var stages = BenchmarkStage.allCases

    @Option(
        help: "Images that go through the image tower at once: one or several sizes.",
        transform: Self.sizes
    )
    var batchSizes = [1, 8, 32]

    @Option(help: "How often every stage is timed.")
    var rounds = 5

    @Option(help: "A text file with one label a line, for the stage prototypes.")
    var labelsFile: String?

    @Option(help: "A named set of templates, or a file with one a line, for the stage prototypes.")
    var templateSet: String?

    @Option(help: "text, or json.")
    var format = Format.text

    func validate() throws {
        guard rounds >= 1 else {
            throw ValidationError("--rounds is \(rounds); give at least 1.")
        }
    }

    func run() async throws {
        guard checkpoint.name != nil else { throw Refusal.checkpointUnspecified }
        var benchmark = Benchmark(photos: try photos())
        if let labelsFile {
            benchmark.labels = try LabelList(contentsOf: URL(filePath: labelsFile)).labels
        }
        if let templateSet {
            benchmark.templates = try TemplateSet(namedOrAt: templateSet)
        }
        benchmark.stages = stages
        benchmark.batchSizes = batchSizes
        benchmark.rounds = rounds
        let report = try await benchmark.run(
            try await checkpoint.open(), threads: try checkpoint.threadCount()
        )
        let output = try OutputFile(path: nil)
        switch format {
        case .text: try output.write(Array(report.text.utf8))
        case .json: try output.write(Array((report.json.indented() + "\n").utf8))
        }
    }

    /// The bytes of the photos to time.
    ///
    /// - Throws: `UsageError` for an input that is no file, or no photo.
    private func photos() throws -> [[UInt8]] {
        guard !inputs.isEmpty else { return [try BenchmarkPhoto.shipped()] }
        return try InputExpansion(inputs).prefix(Self.maximumPhotos).map { item in
            guard case .file(let path) = item.location else {
                throw UsageError.benchmarkInput(item.source)
            }
            do {
                let bytes = try FileSystem.contents(of: path, limit: InputReader.maximumFileBytes)
                _ = try RGBImage(decoding: bytes)
                return bytes
            } catch {
                throw UsageError.benchmarkPhoto(path: item.source, reason: "\(error)")
            }
        }
    }

    /// Their files lie in memory.
    private static let maximumPhotos = 64

    @Sendable
    private static func stages(_ text: String) throws -> [BenchmarkStage] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let stage = BenchmarkStage(rawValue: String(name)) else {
                let known = BenchmarkStage.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(name)' is no stage; there are \(known).")
            }
            return stage
        }
    }

    @Sendable
    private static func sizes(_ text: String) throws -> [Int] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { size in
            guard let size = Int(size), (1...1024).contains(size) else {
                throw ValidationError("'\(size)' is no batch size; give numbers from 1 to 1024.")
            }
            return size
        }
    }
}
