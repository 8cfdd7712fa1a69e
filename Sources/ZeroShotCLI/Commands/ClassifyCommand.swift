import ArgumentParser
import Foundation
import ZeroShot

/// Ranks the caller's classes for images.
struct ClassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "Ranks the classes you name for images.",
        discussion: """
            The ranking is among the labels you give. Similarity is a cosine. Probability is a \
            softmax over your labels with CLIP and OpenCLIP, and with SigLIP and SigLIP 2 a \
            sigmoid for each label on its own. Exit status: 0 done, 2 wrong usage, 3 refused, 4 some inputs \
            failed, 5 the checkpoint cannot be used.
            """
    )

    @OptionGroup var inputs: InputOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var people: PeopleOptions
    @OptionGroup var support: SupportOptions
    @OptionGroup var run: RunOptions
    @OptionGroup var ranking: RankingOptions

    @Option(
        help: """
            The form of the report: text, json, jsonl, csv, html for one page with thumbnails, or hf \
            as the pipeline prints it.
            """
    )
    var format = ReportFormat.text

    @Flag(
        help: ArgumentHelp(
            "Say which prompts carried each ranking, how steady it is, and what was cropped.",
            discussion: """
                The text tower computes all prompts, also of labels whose prototypes are kept.
                """
        )
    )
    var explain = false

    @Flag(help: "Compute the prototypes of the labels anew, and do not keep them.")
    var noCache = false

    func validate() throws {
        try classes.requireClasses()
        guard !explain || format.holdsExplanations else {
            throw ValidationError(
                "--explain has no place in \(format.rawValue); take text, json, jsonl or html.")
        }
    }

    func run() async throws {
        let request = try request()
        let topics = try RestrictedTopics()
        try checkpoint.requireAllowed(request, by: topics)

        let expansion = try inputs.expand()
        let classifier = ZeroShotClassifier(
            checkpoint: try await checkpoint.open(progress: run.progress),
            threads: try checkpoint.threadCount(),
            prototypeCache: noCache ? nil : PrototypeCache()
        )
        // While the prototypes are looked up and the first images are decoded; an error is thrown
        // where the tower is used.
        async let _ = classifier.encoder.loadImageTower()
        var prepared = try await classifier.prepare(request, judgedBy: topics)
        if let problem = prepared.cacheProblem { StandardError.write("notice: \(problem)") }
        prepared.run.furtherNotices += expansion.notices

        let output = try OutputFile(path: run.output)
        var writer = format.writer(
            for: expansion.count == 1 ? .one : .several, style: textStyle
        ) { try output.write($0) }
        let notices: NoticeWriter? =
            format.holdsNotices ? nil : NoticeWriter { StandardError.write(bytes: $0) }
        var summary = RunSummary()
        try writer.begin(prepared.run)
        try notices?.begin(prepared.run)

        let reader = ImageReader(
            checkpoint: classifier.checkpoint, consentPolicy: request.people.consentPolicy,
            maximumPixels: inputs.maximumPixels, decoding: run.decode,
            thumbnails: request.thumbnails
        )
        try await run.forEachBatch(
            of: expansion, reading: reader, threads: classifier.encoder.threads
        ) { batch, progress in
            let reports = try await classifier.classify(batch, against: prepared)
            progress.clear()
            for image in reports {
                summary.add(image)
                try writer.add(image)
                try notices?.add(image)
            }
        }
        try writer.finish(summary)
        try notices?.finish(summary)
        if summary.failed > 0 { throw ExitStatus.someInputsFailed }
    }

    /// Colours and the terminal's width are for reports that go to the terminal.
    private var textStyle: TextStyle { run.output == nil ? Terminal.textStyle : .plain }

    private func request() throws -> ClassificationRequest {
        var request = try classes.request(
            defaultTemplates: format == .hf ? .huggingFace : .default
        )
        // The pipeline of Hugging Face returns all labels.
        request.top = format == .hf ? request.prompts.labels.count : ranking.top
        request.threshold = ranking.threshold
        request.decoding = run.decode
        request.thumbnails = format == .html
        request.explains = explain
        request.people = try people.declaration()
        request.isMultiLabel = ranking.multiLabel
        request.support = support.request(maximumPixels: inputs.maximumPixels)
        return request
    }
}
