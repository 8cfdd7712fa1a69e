import EmbeddingIndex
import ZeroShot

/// Classes that are ranked for the images of an index, and where the results go.
struct IndexQuery {
    let index: IndexReader
    let classifier: ZeroShotClassifier
    let classes: PreparedClasses
    let people: RunReport.People
    let output: String?
    let progress: ProgressLine.Mode

    /// As many as a product of labels and images is fast with.
    private static let batchSize = 512

    private var hasPolicy: Bool { people.consentPolicy != nil }
    private var style: TextStyle { output == nil ? Terminal.textStyle : .plain }

    /// Writes the report of `classify` on all images.
    func writeReport(as format: ReportFormat) async throws {
        let count = try index.imageCount()
        var report = try ReportOutput(
            format, for: count == 1 ? .one : .several, classes.run, to: output, style)
        let line = ProgressLine(progress, counting: .images)
        defer { line.clear() }
        var done = 0
        try await index.forEachBatch(of: Self.batchSize) { images in
            try await add(images, to: &report)
            done += images.count
            line.show(done: done, of: max(done, count))
        }
        line.clear()
        try report.finish()
    }

    /// Writes the report of `classify` on the images that are best for some label.
    func writeReport(onBest wanted: Int, as format: ReportFormat) async throws {
        let found = try await search(wanted)
        var seen: Set<Int> = []
        let best = found.pictures.joined().map(\.picture).filter { seen.insert($0.row).inserted }
        var run = classes.run
        run.furtherNotices.append(.index(.rankingAmongImages))
        run.furtherNotices += try leftOut(found)
        var report = try ReportOutput(
            format, for: best.count == 1 ? .one : .several, run, to: output, style)
        for start in stride(from: 0, to: best.count, by: Self.batchSize) {
            try Task.checkCancellation()
            let batch = best[start..<min(start + Self.batchSize, best.count)]
            try await add(batch.map(IndexedImage.init), to: &report)
        }
        try report.finish()
    }

    /// Writes the best images of each label.
    func writeBestImages(_ wanted: Int, as format: MatchFormat) async throws {
        let found = try await search(wanted)
        let run = MatchRun(
            .label, checkpoint: classes.run.checkpoint, parity: classes.run.parity,
            index: (index.folder.path, found.compared), people: people,
            further: classes.run.furtherNotices + (try leftOut(found)))
        try found.write(classes.prototypes.labels, run, as: format, to: output)
    }

    /// Writes all similarities as one array `[images, labels]`, and what its axes stand for.
    func writeSimilarities() async throws {
        guard let output else { preconditionFailure("an array goes to a file") }
        let labels = classes.prototypes.labels
        var array = try NPYWriter(path: output, dimension: labels.count)
        let names = try OutputFile(path: output + ".labels.txt")
        try names.write(Array(labels.map { $0 + "\n" }.joined().utf8))
        for notice in classes.run.notices {
            StandardError.write(TerminalText.safe("notice: \(notice.message)"))
        }
        var failed = 0
        try await index.forEachBatch(of: Self.batchSize) { images in
            let embedded = try index.embedded(images, withPolicy: hasPolicy)
            let rows = try await classifier.encoder.similarities(
                of: Embeddings(
                    embedded.flatMap { $0.embedding ?? [] }, dimension: index.header.dimension),
                with: classes.prototypes.embeddings)
            var row = 0
            for image in embedded {
                if let failure = image.failure {
                    failed += 1
                    try array.add(image.source, failure: failure)
                } else {
                    try array.add(image.source, embedding: rows[row])
                    row += 1
                }
            }
        }
        try array.finish()
        if failed > 0 { throw ExitStatus.someInputsFailed }
    }

    private func search(_ wanted: Int) async throws -> IndexReader.Found {
        try await index.search(
            for: classes.prototypes.embeddings, wanted: wanted, on: classifier.encoder,
            withPolicy: hasPolicy)
    }

    private func leftOut(_ found: IndexReader.Found) throws -> [Notice] {
        let notices = try index.notices(compared: found.compared)
        return notices.filter { !index.header.notices.contains($0) }
    }

    private func add(_ images: [IndexedImage], to report: inout ReportOutput) async throws {
        var thumbnails: [Int: Thumbnail] = [:]
        if report.format == .html {
            thumbnails = try await IndexThumbnails(
                checkpoint: classifier.checkpoint, policy: people.consentPolicy
            ).thumbnails(of: images)
            report.notShown += images.indices.count {
                images[$0].failure(withPolicy: hasPolicy) == nil && thumbnails[$0] == nil
            }
        }
        let embedded = try index.embedded(images, withPolicy: hasPolicy, thumbnails: thumbnails)
        for image in try await classifier.classify(embedded, against: classes) {
            try report.add(image)
        }
    }
}

/// A report that is being written, with its notices where they belong.
private struct ReportOutput {
    let format: ReportFormat
    var notShown = 0
    private var writer: any ReportWriter
    private let notices: NoticeWriter?
    private var summary = RunSummary()

    init(
        _ format: ReportFormat, for inputs: ReportFormat.Inputs, _ run: RunReport,
        to path: String?, _ style: TextStyle
    ) throws {
        self.format = format
        let output = try OutputFile(path: path)
        writer = format.writer(for: inputs, style: style) { try output.write($0) }
        notices = format.holdsNotices ? nil : NoticeWriter { StandardError.write(bytes: $0) }
        try writer.begin(run)
        try notices?.begin(run)
    }

    mutating func add(_ image: ImageReport) throws {
        summary.add(image)
        try writer.add(image)
        try notices?.add(image)
    }

    mutating func finish() throws {
        if notShown > 0 { summary.furtherNotices.append(.index(.notShown(notShown))) }
        try writer.finish(summary)
        try notices?.finish(summary)
        if summary.failed > 0 { throw ExitStatus.someInputsFailed }
    }
}
