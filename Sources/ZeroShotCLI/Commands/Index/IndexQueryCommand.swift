import ArgumentParser
import EmbeddingIndex
import Foundation
import ZeroShot

/// Ranks classes for the images of an index.
struct IndexQueryCommand: AsyncParsableCommand {
    /// The forms of a query's results.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, jsonl, csv, html, npy

        /// The form of a report on images; nil for an array.
        var report: ReportFormat? { ReportFormat(rawValue: rawValue) }
        /// The form of a list of the best images; nil for an array or a page.
        var matches: MatchFormat? { MatchFormat(rawValue: rawValue) }
    }

    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ranks the classes you name for the images of an index; no image is read.",
        discussion: """
            The report is that of 'zeroshot classify'. With --per-label the best images of each \
            class are shown instead. Thumbnails of --format html are made from the files that are \
            still there.
            """
    )

    @OptionGroup var index: IndexOptions
    @OptionGroup var checkpoint: CheckpointOptions
    @OptionGroup var classes: ClassOptions
    @OptionGroup var people: PeopleOptions
    @OptionGroup var ranking: RankingOptions

    @Option(help: "Show so many of the best images of each label instead.")
    var perLabel: Int?

    @Option(
        help: """
            The form of the report: text, json, jsonl, csv, html for one page with thumbnails, or \
            npy for one float32 array of all similarities, with --top of the best labels \
            (needs --output).
            """
    )
    var format = Format.text

    @Option(help: "Write results to this file instead of standard output.")
    var output: String?

    @Option(help: "A progress line on standard error: auto, always or never.")
    var progress = ProgressLine.Mode.auto

    @Flag(help: "Compute the prototypes of the labels anew, and do not keep them.")
    var noCache = false

    func validate() throws {
        try classes.requireClasses()
        if let perLabel, perLabel < 1 {
            throw ValidationError("--per-label is \(perLabel); give at least 1.")
        }
        guard format != .npy || output != nil else {
            throw ValidationError("--format npy needs --output FILE: the array goes to a file.")
        }
        guard format != .npy || perLabel == nil else {
            throw ValidationError("--format npy holds all images; leave out --per-label.")
        }
        guard perLabel == nil || format == .html || !ranking.multiLabel else {
            throw ValidationError(
                "--per-label shows similarities only, and no decisions; leave out --multi-label.")
        }
    }

    func run() async throws {
        let people = try people.declaration()
        var request = try classes.request()
        request.top = ranking.places
        request.threshold = ranking.threshold
        request.isMultiLabel = ranking.multiLabel
        request.people = people
        request.thumbnails = format == .html
        let index = try index.open()
        request.decoding = index.header.decoding ?? .exact
        let topics = try RestrictedTopics()
        if request.labelSet == nil || checkpoint.name != nil {
            try checkpoint.requireAllowed(
                [RequestPolicy(request)], searching: index, by: topics)
        } else {
            try checkpoint.requireAllowed(request, by: topics)
        }
        let classifier = ZeroShotClassifier(
            checkpoint: try await checkpoint.open(progress: progress),
            threads: try checkpoint.threadCount(),
            prototypeCache: noCache ? nil : PrototypeCache())
        try index.requireMatch(classifier.checkpoint)
        var prepared = try await classifier.prepare(request, judgedBy: topics)
        if let problem = prepared.cacheProblem { StandardError.write("notice: \(problem)") }
        prepared.run.furtherNotices += index.header.notices
        let query = IndexQuery(
            index: index, classifier: classifier, classes: prepared, people: people,
            output: output, progress: progress)
        try await run(query)
    }

    private func run(_ query: IndexQuery) async throws {
        guard let perLabel else {
            guard let format = format.report else {
                guard ranking.limitsPlaces else { return try await query.writeSimilarities() }
                return try await query.writePlaces(ranking.places)
            }
            return try await query.writeReport(as: format)
        }
        if let format = format.matches {
            try await query.writeBestImages(perLabel, as: format)
        } else if let format = format.report {
            try await query.writeReport(onBest: perLabel, as: format)
        }
    }
}
