/// Why rankings cannot be explained.
public enum ExplanationError: Error, Sendable, Equatable {
    /// The vectors of all prompts together would take more memory than is allowed for them.
    case tooManyPrompts(Int, labels: Int, dimension: Int, byteLimit: Int)
}

extension ExplanationError: CustomStringConvertible {
    /// The sentence for people.
    public var description: String {
        switch self {
        case .tooManyPrompts(let count, let labels, let dimension, let byteLimit):
            let limit = byteLimit / (dimension * MemoryLayout<Float>.size)
            return """
                An explanation keeps the vector of every prompt: \(count) prompts of \(labels) \
                labels, with \(dimension) numbers each, are more than the \(limit) that fit into \
                \(ByteCount.text(byteLimit)). Use fewer labels or templates, or rank without \
                explaining.
                """
        }
    }
}
