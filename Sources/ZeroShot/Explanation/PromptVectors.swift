/// Gathers the vectors of all prompts of a run, for its explanations.
struct PromptVectors {
    /// The most bytes that the vectors may take.
    static let byteLimit = 1 << 30

    private let prompts: ClassPrompts
    private let averaging: ClassPrototypes.Averaging
    private let dimension: Int
    private var values: [Float] = []
    private var weights: [Double] = []

    /// - Throws: ``ExplanationError`` when there are more prompts than memory is allowed for.
    init(
        _ prompts: ClassPrompts, averaging: ClassPrototypes.Averaging, dimension: Int,
        byteLimit: Int = byteLimit
    ) throws {
        let (count, labels) = (prompts.count, prompts.labels.count)
        guard count <= byteLimit / (dimension * MemoryLayout<Float>.size) else {
            throw ExplanationError.tooManyPrompts(
                count, labels: labels, dimension: dimension, byteLimit: byteLimit)
        }
        self.prompts = prompts
        self.averaging = averaging
        self.dimension = dimension
        values.reserveCapacity(count * dimension)
        weights.reserveCapacity(count)
    }

    /// Takes the embeddings of the next prompts of `ClassPrompts.all`, as the tower projects them.
    mutating func add(_ embeddings: Embeddings) throws {
        values += try embeddings.normalized().values
        for row in 0..<embeddings.count {
            switch averaging {
            case .normalized: weights.append(1)
            case .raw: weights.append(embeddings[row].length)
            }
        }
    }

    /// What explains rankings among these classes, once every prompt's embedding has been added.
    consuming func explainer() -> Explainer {
        let shares = prompts.labels.indices.lazy.flatMap(prompts.weights(ofClass:))
        return Explainer(
            prompts, vectors: Embeddings(values, dimension: dimension),
            weights: zip(weights, shares).map { $0 * $1 })
    }
}
