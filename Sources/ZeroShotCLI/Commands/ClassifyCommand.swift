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
    @OptionGroup var labels: LabelOptions
    @OptionGroup var people: PeopleOptions
    @OptionGroup var run: RunOptions

    @Option(help: "How many labels to show for each image.")
    var top = 5

    @Option(help: "Below this the confidence in an image's first place is flagged low.")
    var threshold = Confidence.defaultThreshold

    @Option(
        help: "The form of the report: text, json, jsonl, csv, or hf as the pipeline prints it.")
    var format = ReportFormat.text

    @Flag(help: "Compute the prototypes of the labels anew, and do not keep them.")
    var noCache = false

    func validate() throws {
        try labels.requireLabels()
        guard top >= 1 else { throw ValidationError("--top is \(top); give at least 1.") }
        guard threshold.isFinite else {
            throw ValidationError("--threshold is \(threshold); give a number.")
        }
    }

    func run() async throws {
        let request = try request()
        let topics = try RestrictedTopics()
        try requireAllowed(request, by: topics)

        let expansion = try inputs.expand()
        let classifier = ZeroShotClassifier(
            checkpoint: try await checkpoint.open(progress: run.progress),
            threads: try checkpoint.threadCount(),
            prototypeCache: noCache ? nil : PrototypeCache()
        )
        // While the prototypes are looked up and the first images are decoded; an error is thrown
        // where the tower is used.
        async let _ = classifier.encoder.loadImageTower()
        var classes = try await classifier.prepare(request, judgedBy: topics)
        if let problem = classes.cacheProblem { StandardError.write("notice: \(problem)") }
        classes.run.furtherNotices += expansion.notices

        let output = try OutputFile(path: run.output)
        var writer = format.writer(
            for: expansion.count == 1 ? .one : .several, style: textStyle
        ) { try output.write($0) }
        let notices: NoticeWriter? =
            format.holdsNotices ? nil : NoticeWriter { StandardError.write(bytes: $0) }
        var summary = RunSummary()
        try writer.begin(classes.run)
        try notices?.begin(classes.run)

        let reader = ImageReader(
            checkpoint: classifier.checkpoint, consentPolicy: request.people.consentPolicy,
            maximumPixels: inputs.maximumPixels, decoding: run.decode
        )
        try await run.forEachBatch(
            of: expansion, reading: reader, threads: classifier.encoder.threads
        ) { batch, progress in
            let reports = try await classifier.classify(batch, against: classes)
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

    /// Lists all reasons to refuse at once, the missing checkpoint among them.
    private func requireAllowed(
        _ request: ClassificationRequest, by topics: RestrictedTopics
    ) throws {
        var reasons = checkpoint.name == nil ? Refusal.checkpointUnspecified.reasons : []
        do {
            try RequestPolicy(request).check(against: topics)
        } catch let refusal as Refusal {
            reasons += refusal.reasons
        }
        if let refusal = Refusal(reasons: reasons) { throw refusal }
    }

    /// Colours and the terminal's width are for reports that go to the terminal.
    private var textStyle: TextStyle { run.output == nil ? Terminal.textStyle : .plain }

    private func request() throws -> ClassificationRequest {
        let prompts = try labels.read(
            defaultTemplates: format == .hf ? .huggingFace : .default
        )
        var request = ClassificationRequest(prompts: prompts)
        request.promptsFile = labels.promptsFile
        request.averaging = labels.averaging
        // The pipeline of Hugging Face returns all labels.
        request.top = format == .hf ? prompts.labels.count : top
        request.threshold = threshold
        request.decoding = run.decode
        request.people = try people.declaration()
        return request
    }
}
