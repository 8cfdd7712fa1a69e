/// What the texts and prototypes of some classes suggest before any image is looked at.
///
/// ```swift
/// let check = try await LabelSetCheck(labelSet, tokenizer: checkpoint.loadTokenizer())
/// for finding in check.findings { print(finding.code, finding.message) }
/// ```
public struct LabelSetCheck: Sendable, Equatable {
    /// The checkpoint that the label set was compiled for.
    public let checkpoint: CheckpointSummary
    /// The number of classes.
    public let labels: Int
    /// The number of all prompts.
    public let prompts: Int
    /// The mean cosine of two prototypes, over all pairs.
    public let meanCosine: Double
    /// Whether the names were looked at as the tokenizer breaks them up.
    public let hasTokenizer: Bool
    /// What was found, the costly first.
    public let findings: [LabelSetFinding]

    /// Prototypes of one text have it, whatever a sum's order: it is what an embedding has with its
    /// reference.
    static let equalCosine: Float = 0.999_999
    /// Two unit vectors are then 0.14 apart, a tenth of two that have nothing in common.
    ///
    /// With the demo checkpoint, nine of ten photos have similarities to two such vectors that
    /// differ by less than 0.02.
    static let nearCosine: Float = 0.99
    /// Of the root mean square distance of two labels: half of it leaves half the difference
    /// between two scores.
    static let nearDistance = 0.5
    /// How many neighbours of each class are looked at.
    static let neighbours = 5

    /// Looks through a label set.
    ///
    /// Time grows with the square of the number of classes, as fast as matrices are multiplied;
    /// memory does not.
    ///
    /// - Parameters:
    ///   - labelSet: the classes.
    ///   - tokenizer: that of the checkpoint that the label set was compiled for; without it the
    ///     names are not looked at.
    ///   - threads: for the arithmetic; the number of processors that the process may use when not
    ///     given.
    /// - Throws: ``RankingError``, `CancellationError`.
    public init(
        _ labelSet: LabelSet, tokenizer: (any Tokenizer)? = nil, threads: Int? = nil
    ) async throws {
        let neighbours = PrototypeNeighbours(threads: threads ?? ProcessorCount.current.count)
        let pairs = try await neighbours.pairs(
            of: labelSet.prototypes, nearest: Self.neighbours)
        let names = labelSet.prompts.labels
        let mean = labelSet.prototypes.embeddings.meanCosine
        var findings = Self.equalLabels(names)
        findings += Self.findings(in: pairs, names, mean: mean)
        if let tokenizer {
            let pieces = NamePieces(tokenizer)
            findings += names.compactMap(pieces.finding)
        }
        findings += Self.unequalPromptCounts(labelSet.prompts)
        checkpoint = labelSet.checkpoint
        labels = names.count
        prompts = labelSet.prompts.count
        meanCosine = mean
        hasTokenizer = tokenizer != nil
        self.findings = LabelSetFinding.Severity.allCases.flatMap { severity in
            findings.filter { $0.severity == severity }
        }
    }

    private static func equalLabels(_ labels: [String]) -> [LabelSetFinding] {
        groups(of: labels.indices) { RequestPolicy.folded(labels[$0]) }
            .map { .equalLabels($0.map { labels[$0] }) }
    }

    private static func findings(
        in pairs: [PrototypeNeighbours.Pair], _ labels: [String], mean: Double
    ) -> [LabelSetFinding] {
        var classes = EqualClasses(count: labels.count)
        for pair in pairs where pair.cosine >= equalCosine {
            classes.join(pair.first, pair.second)
        }
        var findings = groups(of: labels.indices) { classes.first(equalTo: $0) }
            // Labels that are one text were found as such.
            .filter { Set($0.map { RequestPolicy.folded(labels[$0]) }).count > 1 }
            .map { LabelSetFinding.equalPrototypes($0.map { labels[$0] }) }
        // Of classes with one prototype, the first stands for all.
        let different = pairs.filter { pair in
            pair.cosine < equalCosine && classes.first(equalTo: pair.first) == pair.first
                && classes.first(equalTo: pair.second) == pair.second
        }
        for pair in different {
            let (first, second) = (labels[pair.first], labels[pair.second])
            let distance = ((1 - Double(pair.cosine)) / (1 - mean)).squareRoot()
            if pair.cosine >= nearCosine {
                findings.append(.nearDuplicates(first, second, cosine: pair.cosine))
            } else if labels.count > 2, distance < nearDistance {
                findings.append(
                    .confusable(first, second, cosine: pair.cosine, distance: Float(distance))
                )
            }
        }
        return findings
    }

    private static func unequalPromptCounts(_ prompts: ClassPrompts) -> [LabelSetFinding] {
        let counts = prompts.labels.indices.map { prompts.prompts(ofClass: $0).count }
        let sorted = counts.sorted()
        guard let fewest = sorted.first, let most = sorted.last, fewest < most else { return [] }
        let labels = prompts.labels.indices.filter { counts[$0] == fewest }
        return [
            .unequalPromptCounts(
                fewest: fewest, median: sorted[sorted.count / 2], most: most,
                labels: labels.map { prompts.labels[$0] }
            )
        ]
    }

    /// The groups of more than one index with the same key, in the order of their first.
    private static func groups<Key: Hashable>(
        of indices: Range<Int>, by key: (Int) -> Key
    ) -> [[Int]] {
        Dictionary(grouping: indices, by: key).values
            .filter { $0.count > 1 }
            .sorted { $0[0] < $1[0] }
    }
}

/// Which classes have one prototype.
private struct EqualClasses {
    private var earlier: [Int]

    init(count: Int) {
        earlier = Array(0..<count)
    }

    mutating func join(_ one: Int, _ other: Int) {
        let (one, other) = (first(equalTo: one), first(equalTo: other))
        earlier[max(one, other)] = min(one, other)
    }

    /// The first class with the same prototype; it may be the class itself.
    func first(equalTo index: Int) -> Int {
        var index = index
        while earlier[index] != index { index = earlier[index] }
        return index
    }
}

extension Embeddings {
    /// The mean cosine of two rows, over all pairs of rows of unit length; 1 when there is none.
    ///
    /// The square of the rows' sum is the sum of all their products.
    var meanCosine: Double {
        guard count > 1 else { return 1 }
        var sum = [Double](repeating: 0, count: dimension)
        var ownSquares = 0.0
        for row in 0..<count {
            for column in 0..<dimension {
                let value = Double(values[row * dimension + column])
                sum[column] += value
                ownSquares += value * value
            }
        }
        let square = sum.reduce(0) { $0 + $1 * $1 }
        return (square - ownSquares) / (Double(count) * Double(count - 1))
    }
}
