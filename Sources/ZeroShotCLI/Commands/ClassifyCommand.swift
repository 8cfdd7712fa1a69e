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
    @OptionGroup var resume: ResumeOptions
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
        try resume.validate(
            output: run.output, format: format.rawValue, among: ["jsonl", "csv"])
        guard !resume.isSet || jobForm(labels: 1) != nil else {
            throw ValidationError(
                "--resume cannot tell the last image's rows from csv with --multi-label; take jsonl."
            )
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

        let job = try ImageJob(
            expansion, output: run.output,
            form: jobForm(labels: prepared.prototypes.labels.count), isResumed: resume.isSet
        ) { identity(of: prepared, request) }
        if let notice = job.notice { StandardError.write("notice: \(notice)") }
        var summary = job.kept
        if !job.isFinished {
            try await write(
                job, &summary, by: classifier, prepared, policy: request.people.consentPolicy)
        }
        if summary.failed > 0 { throw ExitStatus.someInputsFailed }
    }

    /// Ranks the classes for what is left to do, and writes the report.
    private func write(
        _ job: ImageJob, _ summary: inout RunSummary, by classifier: ZeroShotClassifier,
        _ prepared: PreparedClasses, policy: String?
    ) async throws {
        // The beginning of a report that goes on is there already.
        var isThere = job.isBegun
        var writer = format.writer(
            for: job.kept.images + job.inputs.count == 1 ? .one : .several, style: textStyle
        ) { bytes in
            if !isThere { try job.files[0].write(bytes) }
        }
        let notices: NoticeWriter? =
            format.holdsNotices ? nil : NoticeWriter { StandardError.write(bytes: $0) }
        try writer.begin(prepared.run)
        isThere = false
        try notices?.begin(prepared.run)

        let reader = ImageReader(
            checkpoint: classifier.checkpoint, consentPolicy: policy,
            maximumPixels: inputs.maximumPixels, decoding: run.decode,
            thumbnails: format == .html
        )
        do {
            try await run.forEachBatch(
                of: job.inputs, count: job.inputs.count, behind: job.kept, reading: reader,
                threads: classifier.encoder.threads
            ) { batch, progress in
                let reports = try await classifier.classify(batch, against: prepared)
                progress.clear()
                for image in reports {
                    try writer.add(image)
                    summary.add(image)
                    try notices?.add(image)
                }
            }
        } catch is CancellationError {
            StandardError.write(job.stopped(after: summary.images))
            throw CancellationError()
        }
        try writer.finish(summary)
        try notices?.finish(summary)
        try job.finish()
    }

    /// How a run goes on with this one's output; nil where it cannot.
    private func jobForm(labels: Int) -> JobForm? {
        switch format {
        case .jsonl: .report
        case .csv where !ranking.multiLabel: .csv(rowsPerImage: min(ranking.places, labels))
        case .csv, .text, .json, .html, .hf: nil
        }
    }

    private func identity(
        of prepared: PreparedClasses, _ request: ClassificationRequest
    ) -> RunIdentity {
        var identity = prepared.identity(of: request)
        identity.add("command", "classify")
        identity.add("format", .string(format.rawValue))
        identity.add("maximum-pixels", .integer(inputs.maximumPixels))
        return identity
    }

    /// Colours and the terminal's width are for reports that go to the terminal.
    private var textStyle: TextStyle { run.output == nil ? Terminal.textStyle : .plain }

    private func request() throws -> ClassificationRequest {
        var request = try classes.request(
            defaultTemplates: format == .hf ? .huggingFace : .default
        )
        // The pipeline of Hugging Face returns all labels.
        request.top = format == .hf ? request.prompts.labels.count : ranking.places
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
