/// Averages prompt embeddings by their weights as they come, so that one class's sum at most is held.
package struct PrototypeAverager {
    private let prompts: ClassPrompts
    private let averaging: ClassPrototypes.Averaging
    private let dimension: Int
    private var prototypes: [Float] = []  // [L, E], as far as they are complete
    private var label = 0
    private var pending: [String]  // prompts of the current class
    private var weights: [Double]  // of the same prompts
    private var added = 0
    private var sum: [Double]  // [E]
    private var totalLength = 0.0

    package init(
        _ prompts: ClassPrompts, averaging: ClassPrototypes.Averaging, dimension: Int
    ) {
        self.prompts = prompts
        self.averaging = averaging
        self.dimension = dimension
        pending = prompts.labels.isEmpty ? [] : prompts.prompts(ofClass: 0)
        weights = prompts.labels.isEmpty ? [] : prompts.weights(ofClass: 0)
        sum = Array(repeating: 0, count: dimension)
        prototypes.reserveCapacity(prompts.labels.count * dimension)
    }

    /// Takes the embeddings of the next prompts of `ClassPrompts.all`, not normalised.
    ///
    /// - Throws: `RankingError` for an embedding without direction, or prompts that cancel out.
    package mutating func add(_ embeddings: Embeddings) throws {
        precondition(embeddings.dimension == dimension, "all prompts share one embedding space")
        for row in 0..<embeddings.count {
            precondition(label < prompts.labels.count, "one embedding for each prompt")
            try add(embeddings[row])
            if added == pending.count {
                try completeClass()
            }
        }
    }

    /// The prototypes, once every prompt's embedding has been added.
    package consuming func finish() -> ClassPrototypes {
        precondition(label == prompts.labels.count, "one embedding for each prompt")
        return ClassPrototypes(
            labels: prompts.labels,
            embeddings: Embeddings(prototypes, dimension: dimension)
        )
    }

    private mutating func add(_ embedding: [Float]) throws {
        let length = embedding.length
        if let defect = VectorDefect(length: length) {
            throw RankingError.promptEmbedding(
                label: prompts.labels[label], prompt: pending[added], defect: defect
            )
        }
        let divisor =
            switch averaging {
            case .normalized: length
            case .raw: 1.0
            }
        let weight = weights[added]
        for index in embedding.indices {
            sum[index] += weight * (Double(embedding[index]) / divisor)
        }
        totalLength += weight * (length / divisor)
        added += 1
    }

    private mutating func completeClass() throws {
        // The sum serves as the mean: their directions are the same. Embeddings carry about seven
        // digits; what a sum keeps below a millionth of its parts is rounding, no direction.
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-6 * totalLength else {
            throw RankingError.promptsCancelOut(label: prompts.labels[label])
        }
        prototypes.append(contentsOf: sum.map { Float($0 / length) })
        label += 1
        let isLast = label == prompts.labels.count
        pending = isLast ? [] : prompts.prompts(ofClass: label)
        weights = isLast ? [] : prompts.weights(ofClass: label)
        added = 0
        sum = Array(repeating: 0, count: dimension)
        totalLength = 0
    }
}
