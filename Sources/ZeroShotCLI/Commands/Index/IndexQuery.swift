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

    /// So many images at a time that their results, each of `width` numbers or places, take some
    /// megabytes; more gain nothing.
    private func pageSize(width: Int) -> Int {
        min(max(16, (1 << 20) / width), 8 * DualEncoder.imagesPerBlock)
    }

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
        let rankers = Spares(rankers())
        try await index.forEachPage(
            of: pageSize(as: format), onThreads: rankers.count, details: true
        ) { images in
            try await rankers.using { try await page(of: images, by: $0, as: format) }
        } consume: { page in
            try report.add(page)
            done += page.reports.count
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
        let size = pageSize(as: format)
        for start in stride(from: 0, to: best.count, by: size) {
            try Task.checkCancellation()
            let images = best[start..<min(start + size, best.count)].map(IndexedImage.init)
            try report.add(try await page(of: images, by: classifier, as: format))
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
        let labels = classes.prototypes.labels.count
        try await writeArray(of: .floats(labels), pageSize: pageSize(width: labels)) {
            images, ranker in
            try await index.withRows(of: images, withPolicy: hasPolicy) {
                try await ranker.encoder.similarities(of: $0, with: classes.prototypes.embeddings)
            }[...].littleEndianBytes
        }
    }

    /// Writes the best labels of each image as one array `[images, labels]`, and what its axes stand
    /// for.
    ///
    /// - Parameter wanted: labels of each image.
    /// - Throws: `IndexError`, `RankingError`, `OutputError`, `CancellationError`.
    func writePlaces(_ wanted: Int) async throws {
        let places = min(wanted, classes.prototypes.labels.count)
        try await writeArray(of: .places(places), pageSize: pageSize(width: classes.depth)) {
            images, ranker in
            let ranked = try await index.withRows(of: images, withPolicy: hasPolicy) {
                try await ranker.places(of: $0, against: classes, wanted: places)
            }
            var numbers: [UInt32] = []
            numbers.reserveCapacity(3 * ranked.places.count)
            for place in ranked.places {
                numbers.append(UInt32(place.label))
                numbers.append(place.similarity.bitPattern)
                numbers.append(place.probability.bitPattern)
            }
            return numbers.littleEndianBytes
        }
    }

    /// Writes one array, the labels' names and those of the images.
    ///
    /// - Parameters:
    ///   - row: what the array holds of an image.
    ///   - pageSize: how many images at a time.
    ///   - rows: the rows of those images that may be ranked.
    /// - Throws: as ``writePlaces(_:)``.
    private func writeArray(
        of row: NPYWriter.Row, pageSize: Int,
        rows:
            @escaping @Sendable (
                _ images: [IndexedImage], _ ranker: ZeroShotClassifier
            ) async throws -> [UInt8]
    ) async throws {
        guard let output else { preconditionFailure("an array goes to a file") }
        var array = try NPYWriter(path: output, row)
        let names = try OutputFile(path: output + ".labels.txt")
        try names.write(Array(classes.prototypes.labels.map { $0 + "\n" }.joined().utf8))
        for notice in classes.run.notices {
            StandardError.write(TerminalText.safe("notice: \(notice.message)"))
        }
        let rankers = Spares(rankers())
        var failed = 0
        try await index.forEachPage(
            of: pageSize, onThreads: rankers.count, details: false
        ) { images in
            (images: images, rows: try await rankers.using { try await rows(images, $0) })
        } consume: { page in
            var ranked: [ArraySlice<UInt8>] = []
            for image in page.images {
                if let failure = image.failure(withPolicy: hasPolicy) {
                    failed += 1
                    try array.add(image.source, failure: failure)
                } else {
                    ranked.append(image.path)
                }
            }
            try array.add(ranked, rows: page.rows)
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

    /// A page is made of small copies, which are made of files: fewer at a time.
    private func pageSize(as format: ReportFormat) -> Int {
        format == .html ? 512 : pageSize(width: classes.depth)
    }

    /// One for each thread, since the products of a page are so small that threads which share one
    /// wait more than they compute; and one more, for when another waits for the index.
    private func rankers() -> [ZeroShotClassifier] {
        (0...classifier.encoder.threads).map { _ in
            ZeroShotClassifier(checkpoint: classifier.checkpoint, threads: 1)
        }
    }

    /// The reports on some images, with small copies for a page.
    private func page(
        of images: [IndexedImage], by ranker: ZeroShotClassifier, as format: ReportFormat
    ) async throws -> ReportOutput.Page {
        var page = ReportOutput.Page(reports: try await reports(on: images, by: ranker))
        guard format == .html else { return page }
        let thumbnails = try await IndexThumbnails(
            checkpoint: classifier.checkpoint, policy: people.consentPolicy
        ).thumbnails(of: images)
        for index in page.reports.indices where page.reports[index].failure == nil {
            page.reports[index].thumbnail = thumbnails[index]
            page.notShown += thumbnails[index] == nil ? 1 : 0
        }
        return page
    }

    private func reports(
        on images: [IndexedImage], by ranker: ZeroShotClassifier
    ) async throws -> [ImageReport] {
        try await index.withRows(of: images, withPolicy: hasPolicy) {
            try await ranker.classify(
                images.map { $0.facts(withPolicy: hasPolicy) }, $0, against: classes)
        }
    }
}

/// A report that is being written, with its notices where they belong.
private struct ReportOutput {
    /// The reports on some images.
    struct Page {
        var reports: [ImageReport]
        /// Ranked images without a picture on a page.
        var notShown = 0
    }

    private var writer: any ReportWriter
    private let writes: GatheredWrites
    private let notices: NoticeWriter?
    private let noticeWrites = GatheredWrites { StandardError.write(bytes: $0) }
    private var summary = RunSummary()
    private var notShown = 0

    init(
        _ format: ReportFormat, for inputs: ReportFormat.Inputs, _ run: RunReport,
        to path: String?, _ style: TextStyle
    ) throws {
        let output = try OutputFile(path: path)
        let writes = GatheredWrites { try output.write($0) }
        self.writes = writes
        writer = format.writer(for: inputs, style: style, to: writes.write)
        notices = format.holdsNotices ? nil : NoticeWriter(sink: noticeWrites.write)
        try writer.begin(run)
        try notices?.begin(run)
        try flush()
    }

    mutating func add(_ page: Page) throws {
        notShown += page.notShown
        for image in page.reports {
            summary.add(image)
            try writer.add(image)
            try notices?.add(image)
        }
        try flush()
    }

    mutating func finish() throws {
        if notShown > 0 { summary.furtherNotices.append(.index(.notShown(notShown))) }
        try writer.finish(summary)
        try notices?.finish(summary)
        try flush()
        if summary.failed > 0 { throw ExitStatus.someInputsFailed }
    }

    private func flush() throws {
        try writes.flush()
        try noticeWrites.flush()
    }
}
