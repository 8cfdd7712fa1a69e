internal import OneDNN

/// Finds for each prototype those nearest to it, on a thread of its own.
///
/// The ranker looks through all pairs block by block; no table of them is ever held.
actor PrototypeNeighbours {
    /// Two different classes, the earlier one first.
    struct Pair {
        let first: Int
        let second: Int
        /// Of their prototypes.
        let cosine: Float
    }

    private struct Indices: Hashable {
        let first: Int
        let second: Int

        init(_ one: Int, _ other: Int) {
            first = min(one, other)
            second = max(one, other)
        }
    }

    private let thread = ModelThread()
    private let threads: Int

    init(threads: Int) {
        self.threads = threads
    }

    /// The thread that OpenMP's workers belong to.
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }

    /// Rows that are ranked before the next look whether the task was cancelled.
    private static let rowsAtOnce = 4096

    /// Every class with the so many nearest to it, each pair once, the nearest pair first.
    ///
    /// - Throws: `RankingError`, `CancellationError`.
    func pairs(of prototypes: ClassPrototypes, nearest count: Int) throws -> [Pair] {
        let ranker = LabelRanker(on: try Engine(threads: threads))
        let rows = prototypes.embeddings
        var cosines: [Indices: Float] = [:]
        for start in stride(from: 0, to: rows.count, by: Self.rowsAtOnce) {
            try Task.checkCancellation()
            let end = min(start + Self.rowsAtOnce, rows.count)
            let values = rows.values[start * rows.dimension..<end * rows.dimension]
            let nearest = try ranker(
                Embeddings(Array(values), dimension: rows.dimension), against: prototypes,
                // With a sigmoid no sum over all labels is computed.
                scoring: .sigmoid(logitScale: 1, logitBias: 0), top: count + 1
            )
            for row in start..<end {
                let others = nearest[row - start].filter { $0.label != row }
                for other in others.prefix(count) {
                    let pair = Indices(row, other.label)
                    // Seen from the other side it may be rounded otherwise.
                    cosines[pair] = max(cosines[pair] ?? -1, other.similarity)
                }
            }
        }
        let pairs = cosines.map {
            Pair(first: $0.key.first, second: $0.key.second, cosine: $0.value)
        }
        return pairs.sorted { left, right in
            left.cosine == right.cosine
                ? (left.first, left.second) < (right.first, right.second)
                : left.cosine > right.cosine
        }
    }
}
