/// Two evaluations over the same images and labels, compared image by image.
///
/// Accuracies and ranks can always be compared. Scores can only where one checkpoint computed both,
/// in the same way: across checkpoints they share no scale.
package struct EvaluationComparison: Sendable, Equatable {
    /// What can be compared.
    package enum Measure: String, Sendable, CaseIterable {
        case accuracy
        case rank
        case similarity
        case probability

        /// Whether it is a score, which belongs to one checkpoint.
        var isScore: Bool {
            switch self {
            case .accuracy, .rank: false
            case .similarity, .probability: true
            }
        }
    }

    /// One of the two.
    package struct Side: Sendable, Equatable {
        package let name: String
        package let scale: StoredEvaluation.Scale
    }

    /// The same score in both evaluations.
    package struct Pair: Sendable, Equatable {
        package let first: Double
        package let second: Double
    }

    /// Scores of images that both ranked.
    package struct Scores: Sendable, Equatable {
        /// The mean similarity of the right label.
        package let similarity: Pair?
        /// The mean probability of the right label, the calibration errors, and the areas under the
        /// risk-coverage curves.
        package let probability: Pair?
        package let calibrationError: Pair?
        package let riskCoverageArea: Pair?
    }

    package let first: Side
    package let second: Side
    /// Images that both ranked and that have a right label.
    package let images: Int
    /// Images with a right label that failed in one of the two, or in both.
    package let leftOut: Int
    package let accuracy: PairedAccuracy?
    /// Nil with fewer than 6 labels.
    package let top5: PairedAccuracy?
    package let ranks: PairedRanks?
    /// Nil across checkpoints, and where nobody asked for them.
    package let scores: Scores?

    /// Compares.
    ///
    /// - Parameters:
    ///   - first: what is compared with.
    ///   - second: what is compared.
    ///   - measures: what to compare; everything that can be when empty.
    /// - Throws: `Refusal` when scores of different checkpoints are asked for; `EvaluationError`
    ///   when images, answers or labels differ.
    package init(
        _ first: StoredEvaluation, _ second: StoredEvaluation, by measures: [Measure] = []
    ) throws {
        try Self.requireOneScale(first.scale, second.scale, for: measures)
        let sharesScale = first.scale.isSame(as: second.scale)
        let wanted = Set(
            measures.isEmpty ? Measure.allCases.filter { sharesScale || !$0.isScore } : measures)
        let pairs = try PairedRows(first, second)
        self.first = Side(name: first.name, scale: first.scale)
        self.second = Side(name: second.name, scale: second.scale)
        images = pairs.first.count
        leftOut = pairs.leftOut
        accuracy =
            wanted.contains(.accuracy)
            ? PairedAccuracy(
                first: pairs.first.map(\.isRight), second: pairs.second.map(\.isRight)) : nil
        let places = EvaluatedImage.keptPlaces
        top5 =
            wanted.contains(.accuracy) && first.labels.count > places
            ? PairedAccuracy(
                first: pairs.first.map { $0.rank <= places },
                second: pairs.second.map { $0.rank <= places }) : nil
        ranks =
            wanted.contains(.rank)
            ? PairedRanks(first: pairs.first.map(\.rank), second: pairs.second.map(\.rank)) : nil
        scores =
            wanted.contains(where: \.isScore)
            ? Scores(pairs.first, pairs.second, wanted, proxy: first.proxy) : nil
    }

    /// Refuses to put scores of different checkpoints on one scale.
    ///
    /// - Throws: `Refusal`.
    package static func requireOneScale(
        _ first: StoredEvaluation.Scale, _ second: StoredEvaluation.Scale, for measures: [Measure]
    ) throws {
        if measures.contains(where: \.isScore), !first.isSame(as: second) {
            throw Refusal.crossCheckpoint(fingerprints: names(first, second))
        }
    }

    /// What a refusal calls the two: their fingerprints, and what else tells them apart.
    private static func names(
        _ first: StoredEvaluation.Scale, _ second: StoredEvaluation.Scale
    ) -> [String] {
        guard first.fingerprint == second.fingerprint else {
            return [first.fingerprint, second.fingerprint]
        }
        return [first, second].map { "\($0.fingerprint) (\($0.parity), \($0.precision))" }
    }
}

/// A row with a right label that was ranked.
private struct AnsweredRow {
    let best: StoredEvaluation.Row.Place
    let right: StoredEvaluation.Row.Place
    let rank: Int

    var isRight: Bool { best.label == right.label }

    init?(_ row: StoredEvaluation.Row) {
        guard let best = row.best, let right = row.right, let rank = row.rank else { return nil }
        (self.best, self.right, self.rank) = (best, right, rank)
    }
}

/// The rows of two evaluations that belong to the same images.
private struct PairedRows {
    private(set) var first: [AnsweredRow] = []
    private(set) var second: [AnsweredRow] = []
    private(set) var leftOut = 0

    init(_ first: StoredEvaluation, _ second: StoredEvaluation) throws {
        func refuse(_ problem: ComparisonProblem) -> EvaluationError {
            .notComparable(first: first.name, second: second.name, problem)
        }
        try first.requireSame(
            labels: second.labels, paths: second.rows.map(\.path), as: second.name)
        let others = Dictionary(second.rows.map { ($0.path, $0) }) { $1 }
        for row in first.rows {
            guard let other = others[row.path] else { continue }
            guard row.answer == other.answer else {
                throw refuse(
                    .answer(path: row.path, first: row.answer, second: other.answer))
            }
            if let size = row.size, let otherSize = other.size, size != otherSize {
                throw refuse(.size(path: row.path))
            }
            guard row.answer != nil else { continue }
            if let row = AnsweredRow(row), let other = AnsweredRow(other) {
                self.first.append(row)
                self.second.append(other)
            } else {
                leftOut += 1
            }
        }
        guard !self.first.isEmpty else { throw refuse(.noImages) }
    }
}

extension StoredEvaluation {
    /// Checks that another evaluation has the same labels and images, in any order.
    ///
    /// - Throws: `EvaluationError`.
    package func requireSame(labels: [String], paths: [String], as other: String) throws {
        let (onlyOwn, onlyOther) = Self.difference(self.labels, labels)
        guard onlyOwn.isEmpty && onlyOther.isEmpty else {
            throw EvaluationError.notComparable(
                first: name, second: other, .labels(onlyFirst: onlyOwn, onlySecond: onlyOther))
        }
        let (ownPaths, otherPaths) = Self.difference(rows.map(\.path), paths)
        guard ownPaths.isEmpty && otherPaths.isEmpty else {
            throw EvaluationError.notComparable(
                first: name, second: other, .images(onlyFirst: ownPaths, onlySecond: otherPaths))
        }
    }

    private static func difference(
        _ first: [String], _ second: [String]
    ) -> (first: [String], second: [String]) {
        let (all, others) = (Set(first), Set(second))
        return (first.filter { !others.contains($0) }, second.filter { !all.contains($0) })
    }
}

extension EvaluationComparison.Scores {
    fileprivate init(
        _ first: [AnsweredRow], _ second: [AnsweredRow],
        _ wanted: Set<EvaluationComparison.Measure>, proxy: Confidence.Proxy.Kind
    ) {
        func pair(_ value: ([AnsweredRow]) -> Double?) -> EvaluationComparison.Pair? {
            guard let first = value(first), let second = value(second) else { return nil }
            return EvaluationComparison.Pair(first: first, second: second)
        }
        func mean(_ rows: [AnsweredRow], _ value: (AnsweredRow) -> Float) -> Double {
            rows.reduce(0) { $0 + Double(value($1)) } / Double(rows.count)
        }
        let asksSimilarity = wanted.contains(.similarity)
        let asksProbability = wanted.contains(.probability)
        similarity = asksSimilarity ? pair { mean($0) { $0.right.similarity } } : nil
        probability = asksProbability ? pair { mean($0) { $0.right.probability } } : nil
        calibrationError =
            asksProbability
            ? pair {
                ReliabilityDiagram($0.map { ($0.best.probability, $0.isRight) })
                    .expectedCalibrationError
            } : nil
        riskCoverageArea =
            asksProbability
            ? pair {
                RiskCoverageCurve(
                    $0.map { row in
                        (
                            proxy == .similarity ? row.best.similarity : row.best.probability,
                            row.isRight
                        )
                    }
                ).area
            } : nil
    }
}
