public import Foundation
internal import OneDNN

/// Ranks a caller's classes for a caller's images with one checkpoint.
///
/// ```swift
/// let classifier = try ZeroShotClassifier(checkpoint: Checkpoint("demo"))
/// let report = try await classifier.classify(
///     [URL(filePath: "owl.jpg")], ClassificationRequest(labels: ["fox", "bear", "owl"])
/// )
/// print(try report.text(as: .text))
/// ```
public struct ZeroShotClassifier: Sendable {
    /// The checkpoint's towers.
    public let encoder: DualEncoder
    let tokenizer: DeferredTokenizer
    private let prototypeCache: PrototypeCache?

    /// Makes the classifier; tokenizer and towers are read when they are first used.
    ///
    /// - Parameters:
    ///   - checkpoint: whose towers rank.
    ///   - threads: for the arithmetic; the number of processors that the process may use when not
    ///     given.
    ///   - prototypeCache: where class prototypes are looked for and kept; nowhere when not given.
    public init(
        checkpoint: Checkpoint, threads: Int? = nil, prototypeCache: PrototypeCache? = nil
    ) {
        self.init(
            DualEncoder(checkpoint: checkpoint, threads: threads), prototypeCache: prototypeCache)
    }

    /// Makes the classifier for a process that goes on for long: the towers' weights are packed for
    /// this processor when they are read.
    package init(
        serving checkpoint: Checkpoint, threads: Int?, prototypeCache: PrototypeCache?
    ) {
        self.init(
            DualEncoder(checkpoint: checkpoint, threads: threads, packing: .atOnce),
            prototypeCache: prototypeCache)
    }

    private init(_ encoder: DualEncoder, prototypeCache: PrototypeCache?) {
        tokenizer = DeferredTokenizer(of: encoder.checkpoint)
        self.encoder = encoder
        self.prototypeCache = prototypeCache
    }

    /// The checkpoint that ranks.
    public var checkpoint: Checkpoint { encoder.checkpoint }

    /// Ranks the classes for image files; a file that cannot be read fails alone.
    ///
    /// - Throws: ``Refusal``, ``CheckpointError``, ``TokenizerError``, ``RankingError``,
    ///   ``CalibrationError``, ``SupportError``, ``ExplanationError``.
    public func classify(
        _ images: [URL], _ request: ClassificationRequest
    ) async throws -> Report {
        let classes = try await prepare(request)
        let reader = ImageReader(
            checkpoint: checkpoint, consentPolicy: request.people.consentPolicy,
            decoding: request.decoding, thumbnails: request.thumbnails)
        var reports: [ImageReport] = []
        for image in images {
            reports.append(
                contentsOf: try await classify([reader.read(contentsOf: image)], against: classes)
            )
        }
        return Report(run: classes.run, images: reports)
    }

    /// Checks the request against the policy and computes the classes' prototypes, or finds them
    /// in its label set or in the cache.
    ///
    /// - Parameters:
    ///   - request: the classes, and how they are asked for.
    ///   - topics: the rules that judge it, where they are loaded already.
    /// - Returns: the classes, to be compared with images.
    /// - Throws: ``Refusal`` before anything is computed, also for a label set of another
    ///   checkpoint; ``LabelSetError``, ``CheckpointError``, ``TokenizerError``, ``RankingError``,
    ///   ``CalibrationError``, ``SupportError``, ``ExplanationError``.
    public func prepare(
        _ request: ClassificationRequest, judgedBy topics: RestrictedTopics? = nil
    ) async throws -> PreparedClasses {
        try RequestPolicy(request).check(against: topics)
        let summary = try checkpoint.summary()
        let rules = try AnswerRules(request, checkpoint, judgedBy: topics)
        // Before anything is computed.
        var vectors =
            request.explains
            ? try PromptVectors(
                request.prompts, averaging: request.averaging,
                dimension: checkpoint.embeddingDimension) : nil
        let (results, problem) = try await knownResults(
            of: request, summary, gathering: &vectors)
        var classes = try await prepared(results, request, summary, rules)
        classes.cacheProblem = problem
        classes.explainer = vectors?.explainer()
        return classes
    }

    /// The classes with what answers to images follow besides: rules and support images.
    func prepared(
        _ results: PromptResults, _ request: ClassificationRequest, _ summary: CheckpointSummary,
        _ rules: AnswerRules
    ) async throws -> PreparedClasses {
        var run = run(request, summary, results.truncated)
        run.calibration = rules.calibration
        run.decisions = rules.decisions
        var cache: SupportCache?
        if let support = request.support {
            let prepared = try await self.support(support, of: request)
            cache = prepared.cache
            run.support = prepared.report
            run.furtherNotices += prepared.notices
            if request.calibration != nil { run.furtherNotices.append(.calibrationNotApplied) }
        }
        return PreparedClasses(
            prototypes: results.prototypes, request: request, run: run, support: cache)
    }

    /// Ranks the classes for some images at once; more than a few dozen gain nothing.
    ///
    /// - Throws: ``CheckpointError``, ``RankingError``.
    public func classify(
        _ images: [ReadImage], against classes: PreparedClasses
    ) async throws -> [ImageReport] {
        try await classify(embed(images), against: classes)
    }

    /// The embeddings of some images that were read; a picture that failed stays one.
    ///
    /// - Returns: one for each, in the order given.
    /// - Throws: ``CheckpointError``, ``RankingError``.
    public func embed(_ images: [ReadImage]) async throws -> [EmbeddedImage] {
        let embeddings = try await encoder.embed(images: images.compactMap(\.pixels))
        var row = 0
        return images.map { image in
            EmbeddedImage(image) {
                defer { row += 1 }
                return embeddings[row]
            }
        }
    }

    /// The embeddings of texts, each taken as it is, of unit length.
    ///
    /// - Returns: what the tokenizer made of each text, and a row for each, in the order given.
    /// - Throws: ``CheckpointError``, ``TokenizerError``, ``RankingError``.
    package func embed(
        texts: [String]
    ) async throws -> (tokens: [TokenizedText], embeddings: Embeddings) {
        let tokenizer = try await tokenizer.loaded()
        let tokens = texts.map(tokenizer.encode)
        return (tokens, try await encoder.embed(texts: tokens))
    }

    /// Ranks the classes for some embedded images at once.
    ///
    /// - Parameters:
    ///   - images: embedded by this checkpoint.
    ///   - classes: what they are compared with.
    /// - Returns: one for each, in the order given.
    /// - Throws: ``CheckpointError``, ``RankingError``.
    public func classify(
        _ images: [EmbeddedImage], against classes: PreparedClasses
    ) async throws -> [ImageReport] {
        var values: [Float] = []
        values.reserveCapacity(images.count * checkpoint.embeddingDimension)
        for image in images { values += image.embedding ?? [] }
        return try await classify(
            images.map(\.facts), Embeddings(values, dimension: checkpoint.embeddingDimension),
            against: classes)
    }

    /// Ranks the classes for some images at once whose embeddings are kept elsewhere.
    ///
    /// - Parameters:
    ///   - images: what is known of each.
    ///   - rows: the embeddings of those that did not fail, by this checkpoint, in their order.
    ///   - classes: what they are compared with.
    /// - Returns: one for each, in the order given.
    /// - Throws: `CheckpointError`, `RankingError`.
    package func classify(
        _ images: [ImageFacts], _ rows: some EmbeddingRows, against classes: PreparedClasses
    ) async throws -> [ImageReport] {
        let rankings = try await encoder.places(
            rows, against: classes.prototypes, scoring: classes.scoring, top: classes.depth
        ).rankings(labels: classes.prototypes.labels)
        // Without such rules nothing is read from them any more.
        let embeddings =
            classes.comparesFurther || classes.explainer != nil
            ? try rows.unitRows()
            : Embeddings([], dimension: rows.dimension)
        let answers = rankings.enumerated().map { row, ranking in
            classes.answer(ranking, toRow: row, of: embeddings)
        }
        var explanations: [Explanation] = []
        if let explainer = classes.explainer {
            explanations = try await self.explanations(
                of: answers.map(\.ranking), embeddings,
                sizes: images.filter { $0.failure == nil }.compactMap(\.size), explainer
            ).reversed()
        }
        var remaining = answers.makeIterator()
        return images.map { image in
            var report = classes.report(on: image, answer: { remaining.next() })
            if report.failure == nil { report.explanation = explanations.popLast() }
            return report
        }
    }

    /// All labels for each image, in the order and with the probabilities of a run: what a report
    /// shows the first places of.
    ///
    /// - Parameters:
    ///   - embeddings: of unit length.
    ///   - classes: what the images are compared with.
    /// - Returns: one for each row.
    /// - Throws: `CheckpointError`, `RankingError`.
    package func rankings(
        of embeddings: Embeddings, against classes: PreparedClasses
    ) async throws -> [Ranking] {
        try await encoder.places(
            embeddings, against: classes.prototypes, scoring: classes.scoring,
            top: max(1, classes.prototypes.labels.count)
        ).rankings(labels: classes.prototypes.labels).enumerated().map { row, ranking in
            classes.places(ranking, ofRow: row, embeddings)
        }
    }

    /// The first labels for each image, in the order and with the probabilities of a run, without
    /// their names.
    ///
    /// - Parameters:
    ///   - rows: embeddings by this checkpoint.
    ///   - classes: what the images are compared with.
    ///   - wanted: labels for each image, at least 1; all of them where there are fewer.
    /// - Returns: as many places for each row.
    /// - Throws: `CheckpointError`, `RankingError`.
    package func places(
        of rows: some EmbeddingRows, against classes: PreparedClasses, wanted: Int
    ) async throws -> RankedLabels {
        guard classes.support != nil else {
            return try await encoder.places(
                rows, against: classes.prototypes, scoring: classes.scoring, top: wanted)
        }
        // Support images bring labels from any place to the front.
        let rankings = try await rankings(
            of: rows.unitRows(), against: classes)
        let perImage = min(wanted, classes.prototypes.labels.count)
        return RankedLabels(
            rankings.flatMap { ranking in
                ranking.predictions.prefix(perImage).map { place in
                    LabelPlace(
                        label: place.labelIndex, similarity: place.similarity,
                        probability: place.probability)
                }
            }, images: rows.count, perImage: perImage)
    }

    /// Why the rankings are as they are, one for each.
    private func explanations(
        of rankings: [Ranking], _ images: Embeddings, sizes: [ImageReport.Size],
        _ explainer: Explainer
    ) async throws -> [Explanation] {
        let cosines = try await encoder.similarities(of: images, with: explainer.vectors)
        let prompts = explainer.vectors.count
        return try rankings.indices.map { image in
            explainer.explanation(
                of: rankings[image],
                cosines: Array(cosines[image * prompts..<(image + 1) * prompts]),
                visible: try checkpoint.preprocessor.visiblePart(
                    width: sizes[image].width, height: sizes[image].height))
        }
    }

    /// What the request's label set has; without one, what the cache has or is computed.
    private func knownResults(
        of request: ClassificationRequest, _ summary: CheckpointSummary,
        gathering vectors: inout PromptVectors?
    ) async throws -> (PromptResults, PrototypeCacheError?) {
        guard let labelSet = request.labelSet else {
            return try await results(of: request, summary, gathering: &vectors)
        }
        try labelSet.requireMatch(summary, checkpoint.parity)
        try labelSet.requireMatch(request)
        // The fingerprint that matches is that of the files there are now.
        guard checkpoint.hasUnchangedFiles() else {
            throw LabelSetError.checkpointChanged(
                folder: checkpoint.folder.path(percentEncoded: false)
            )
        }
        if vectors != nil {
            _ = try await computedResults(of: request, gathering: &vectors)
        }
        return (
            PromptResults(prototypes: labelSet.prototypes, truncated: labelSet.truncated), nil
        )
    }

    /// What the cache has for the request; else what is computed, which the cache then gets.
    ///
    /// Where the prompts' vectors are to be gathered all is computed: the cache has none of them.
    func results(
        of request: ClassificationRequest, _ summary: CheckpointSummary,
        gathering vectors: inout PromptVectors?
    ) async throws -> (PromptResults, PrototypeCacheError?) {
        // The fingerprint is that of the files there are now. Where others were opened, it says
        // nothing about what the towers compute.
        guard let prototypeCache, checkpoint.hasUnchangedFiles() else {
            return (try await computedResults(of: request, gathering: &vectors), nil)
        }
        let key = PrototypeKey(request, summary, checkpoint.parity)
        if vectors == nil,
            let known = prototypeCache.results(
                for: key, labels: request.prompts.labels, dimension: checkpoint.embeddingDimension
            )
        {
            return (known, nil)
        }
        let results = try await computedResults(of: request, gathering: &vectors)
        guard checkpoint.hasUnchangedFiles() else { return (results, nil) }
        return (results, prototypeCache.keep(results, for: key))
    }

    /// Tokenizes the prompts, embeds them and averages their embeddings.
    private func computedResults(
        of request: ClassificationRequest, gathering vectors: inout PromptVectors?
    ) async throws -> PromptResults {
        let tokenizer = try await tokenizer.loaded()
        let prompts = request.prompts
        var averager = PrototypeAverager(
            prompts, averaging: request.averaging, dimension: checkpoint.embeddingDimension
        )
        var truncated: [TruncatedPrompt] = []
        // Classes in groups, so that the prompts of all of them never lie in memory together.
        let group = max(1, Self.promptsPerGroup * prompts.labels.count / max(1, prompts.count))
        for start in stride(from: 0, to: prompts.labels.count, by: group) {
            let classes = start..<min(start + group, prompts.labels.count)
            let texts = classes.flatMap { index in
                prompts.prompts(ofClass: index).map { prompt in
                    let text = tokenizer.encode(prompt)
                    if let cut = text.truncation {
                        truncated.append(
                            TruncatedPrompt(
                                label: prompts.labels[index], prompt: prompt, tokens: cut.tokens,
                                limit: cut.limit, lost: cut.lost
                            )
                        )
                    }
                    return text
                }
            }
            let embeddings = try await encoder.embed(texts: texts, length: .projected)
            try averager.add(embeddings)
            try vectors?.add(embeddings)
            try Task.checkCancellation()
        }
        return PromptResults(prototypes: averager.finish(), truncated: truncated)
    }

    /// Enough prompts for each template to meet many classes.
    ///
    /// What prompts begin with alike is computed once in a group. Twice as many would save another
    /// hundredth of the work.
    private static let promptsPerGroup = 8192

    private func run(
        _ request: ClassificationRequest, _ summary: CheckpointSummary,
        _ truncated: [TruncatedPrompt]
    ) -> RunReport {
        var run = RunReport(
            checkpoint: summary,
            classes: request.prompts,
            averaging: request.averaging,
            parity: checkpoint.parity,
            truncated: truncated,
            scoring: checkpoint.scoring
        )
        run.promptsFile = request.promptsFile
        run.labelSet = request.labelSet?.file
        run.furtherNotices += request.labelSet?.codeNotice.map { [$0] } ?? []
        run.people = request.people
        run.decoding = request.decoding
        return run
    }
}
