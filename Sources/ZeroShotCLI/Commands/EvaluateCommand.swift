import ArgumentParser
import Foundation
import ZeroShot

/// Measures how often the right label comes first.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures accuracy and calibration on images whose labels you know.",
        discussion: """
            The images come from a folder whose folders are named after classes (photos/tree_frog/1.jpg), \
            or from a CSV file with the columns path and label. The folders' names are the labels, \
            underscores read as blanks; with --labels, --labels-file or --prompts they must be \
            among those.

            Other prompts on the same images: --compare template-set=hf --compare \
            prompts=cupl.json,averaging=raw. Another checkpoint: keep the evaluation with --format \
            json --output a.json, then give --baseline a.json. Two evaluations that were kept: \
            zeroshot evaluate b.json --baseline a.json.

            Exit status: 0 done, 2 wrong usage, 3 refused, 4 some images failed, 5 the checkpoint \
            cannot be used.
            """
    )

    @Argument(
        help: "A folder of folders named after classes, a CSV file, or an evaluation that was kept."
    )
    var input: String

    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var evaluation: EvaluationOptions
    @OptionGroup var people: PeopleOptions
    @OptionGroup var support: SupportOptions
    @OptionGroup var run: RunOptions

    @Option(
        help: """
            Below this the confidence in an image's first place is flagged low (default: the label \
            set's threshold, else 0.2).
            """
    )
    var threshold: Float?

    @Option(help: "The form of the report: text, json, or html for one page with plots.")
    var format = EvaluationFormat.text

    @Option(help: "Larger images fail before any pixel is decoded.")
    var maximumPixels = ImageReader.defaultMaximumPixels

    @Flag(help: "Compute the prototypes of the labels anew, and do not keep them.")
    var noCache = false

    func validate() throws {
        if let threshold, !threshold.isFinite {
            throw ValidationError("--threshold is \(threshold); give a number.")
        }
        if evaluation.fit && support.isGiven {
            throw ValidationError(
                "--fit learns from similarities alone; leave out --support, with which what it "
                    + "learns is not applied.")
        }
        if evaluation.fit && classes.labelSetPath == nil {
            throw ValidationError(
                "--fit keeps what it learns in a label set; make one with 'zeroshot labels compile' "
                    + "and give --label-set FILE.")
        }
        guard maximumPixels >= 1 else {
            throw ValidationError("--maximum-pixels is \(maximumPixels); give at least 1.")
        }
    }

    func run() async throws {
        if let stored = try evaluation.stored(input) { return try compare(stored) }
        let labelled = try LabelledImages(at: input, noneName: evaluation.noneLabel)
        let plan = try plan(for: labelled)
        let topics = try RestrictedTopics()
        try checkpoint.requireAllowed(
            plan.requests.map { RequestPolicy($0) }, with: plan.requests[0].labelSet, by: topics)
        let baseline = try evaluation.readBaseline()
        try baseline?.requireSame(
            labels: plan.classes.labels, paths: labelled.images.map(\.path), as: input)

        let clock = ContinuousClock()
        let start = clock.now
        let classifier = ZeroShotClassifier(
            checkpoint: try await checkpoint.open(progress: run.progress),
            threads: try checkpoint.threadCount(),
            prototypeCache: noCache ? nil : PrototypeCache()
        )
        // While the prototypes are looked up; an error is thrown where the tower is used.
        async let _ = classifier.encoder.loadImageTower()
        var prepared = try await prepare(plan, with: classifier, judgedBy: topics)
        prepared[0].run.furtherNotices += labelled.notices + plan.notices
        if let baseline {
            try EvaluationComparison.requireOneScale(
                baseline.scale, StoredEvaluation.Scale(prepared[0].run), for: evaluation.measures)
        }
        let output = try OutputFile(path: run.output)
        try await classifier.encoder.loadImageTower()
        let loaded = clock.now

        let images = try await embed(labelled, as: plan.answers, with: classifier)
        let embedded = clock.now

        var report = try await report(
            on: images, of: labelled, against: prepared, plan, with: classifier)
        if evaluation.fit {
            report.learnt = try await fit(
                images, plan, about: prepared[0].prototypes, with: classifier, judgedBy: topics)
        }
        if let baseline {
            report.comparison = try EvaluationComparison(
                baseline, StoredEvaluation(report, name: "this run"), by: evaluation.measures)
        }
        report.times.load = (loaded - start) / .seconds(1)
        report.times.images = (embedded - loaded) / .seconds(1)
        report.times.rank = (clock.now - embedded) / .seconds(1)
        let thumbnails =
            format == .html
            ? try thumbnails(of: report.shownMistakes, labelled, for: classifier.checkpoint) : [:]
        try report.write(as: format, style: textStyle, thumbnails: thumbnails) {
            try output.write($0)
        }
        if report.metrics.failed > 0 { throw ExitStatus.someInputsFailed }
    }

    /// What is asked: the run's own prompts, then the variants.
    private struct Plan {
        let classes: LabelledClasses
        /// What each name of a folder or file means.
        let answers: [String: LabelledClasses.Answer]
        let requests: [ClassificationRequest]
        let variants: [PromptVariant]
        let notices: [Notice]
    }

    private func plan(for images: LabelledImages) throws -> Plan {
        var own = try self.classes.request(orLabels: images.labels)
        let classes = try LabelledClasses(
            labels: own.prompts.labels, noneName: evaluation.noneLabel)
        let answers = try classes.answers(for: images.names, source: input)
        own.threshold = threshold
        own.decoding = run.decode
        own.people = try people.declaration()
        own.support = support.request(maximumPixels: maximumPixels)
        let variants = try evaluation.compare.map(PromptVariant.init)
        var requests = [own]
        var notices: [Notice] = []
        let identifiers = ReadableNames.identifiers(among: classes.labels)
        if !identifiers.isEmpty { notices.append(.evaluation(.labelsAreIdentifiers(identifiers))) }
        for variant in variants {
            let (request, about) = try variant.request(insteadOf: own)
            requests.append(request)
            notices += about
        }
        return Plan(
            classes: classes, answers: answers, requests: requests, variants: variants,
            notices: notices)
    }

    private func prepare(
        _ plan: Plan, with classifier: ZeroShotClassifier, judgedBy topics: RestrictedTopics
    ) async throws -> [PreparedClasses] {
        var prepared: [PreparedClasses] = []
        for request in plan.requests {
            let classes = try await classifier.prepare(request, judgedBy: topics)
            if let problem = classes.cacheProblem { StandardError.write("notice: \(problem)") }
            prepared.append(classes)
        }
        return prepared
    }

    private func embed(
        _ labelled: LabelledImages, as answers: [String: LabelledClasses.Answer],
        with classifier: ZeroShotClassifier
    ) async throws -> EmbeddedImages {
        let reader = ImageReader(
            checkpoint: classifier.checkpoint,
            consentPolicy: try people.declaration().consentPolicy,
            maximumPixels: maximumPixels, decoding: run.decode)
        var embedded = EmbeddedImages(
            dimension: classifier.checkpoint.embeddingDimension, expecting: labelled.images.count)
        try await run.forEachBatch(
            of: labelled.images.lazy.map(\.item), count: labelled.images.count, reading: reader,
            threads: classifier.encoder.threads
        ) { batch, _ in
            let images = labelled.images[embedded.count..<embedded.count + batch.count]
            try await classifier.embed(
                zip(batch, images).map { read, image in
                    guard let answer = answers[image.name] else {
                        preconditionFailure("every name has an answer")
                    }
                    return (read, EmbeddedImages.Image(path: image.path, answer: answer))
                }, into: &embedded)
        }
        return embedded
    }

    /// Ranks with the run's own prompts and with each variant's, and measures.
    private func report(
        on images: EmbeddedImages, of labelled: LabelledImages, against prepared: [PreparedClasses],
        _ plan: Plan, with classifier: ZeroShotClassifier
    ) async throws -> EvaluationReport {
        let own = try await classifier.evaluate(images, against: prepared[0], plan.classes)
        var variants: [VariantResult] = []
        for (variant, classes) in zip(plan.variants, prepared.dropFirst()) {
            let other = try await classifier.evaluate(images, against: classes, plan.classes)
            variants.append(
                VariantResult(
                    name: variant.text, run: classes.run, first: own, second: other, plan.classes))
        }
        return EvaluationReport(
            run: prepared[0].run, input: labelled.input, classes: plan.classes, images: own,
            variants: variants, threshold: prepared[0].threshold, embeddingBytes: images.bytes)
    }

    /// Small copies of some images, which are read once more for it, as data URIs.
    private func thumbnails(
        of places: [Int], _ labelled: LabelledImages, for checkpoint: Checkpoint
    ) throws -> [Int: String] {
        let reader = ImageReader(
            checkpoint: checkpoint, consentPolicy: try people.declaration().consentPolicy,
            maximumPixels: maximumPixels, decoding: run.decode, thumbnails: true)
        var thumbnails: [Int: String] = [:]
        for place in places {
            guard case .file(let path) = labelled.images[place].item.location,
                let bytes = try? FileSystem.contents(
                    of: path, limit: InputReader.maximumFileBytes),
                let thumbnail = reader.read(bytes, source: labelled.images[place].path).thumbnail
            else { continue }
            thumbnails[place] = thumbnail.dataAddress
        }
        return thumbnails
    }

    /// Learns from the images and keeps that in the label set's file.
    private func fit(
        _ images: EmbeddedImages, _ plan: Plan, about prototypes: ClassPrototypes,
        with classifier: ZeroShotClassifier, judgedBy topics: RestrictedTopics
    ) async throws -> LearntCalibration? {
        guard var labelSet = plan.requests[0].labelSet, let path = classes.labelSetPath else {
            return nil
        }
        let learnt = try await classifier.learn(
            from: images, about: prototypes, plan.classes, judgedBy: topics)
        labelSet.calibration = learnt.calibration
        try labelSet.write(to: URL(filePath: path))
        return learnt
    }

    /// Compares two evaluations that were kept; nothing is computed from images.
    private func compare(_ second: StoredEvaluation) throws {
        guard let first = try evaluation.readBaseline() else {
            throw EvaluationError.input(path: input, .storedWithoutBaseline)
        }
        let comparison = try EvaluationComparison(first, second, by: evaluation.measures)
        let text: String
        switch format {
        case .text: text = comparison.text(style: textStyle)
        case .json: text = comparison.json.indented() + "\n"
        case .html:
            throw ValidationError(
                "--format html is for images; two evaluations that were kept are compared as text "
                    + "or json.")
        }
        try OutputFile(path: run.output).write(Array(text.utf8))
    }

    /// Colours and the terminal's width are for reports that go to the terminal.
    private var textStyle: TextStyle { run.output == nil ? Terminal.textStyle : .plain }
}
