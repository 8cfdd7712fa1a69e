extension Embeddings {
    /// Cosine similarity of each row, of unit length, with one vector of any length, -1...1.
    ///
    /// - Throws: ``RankingError`` when the vector has no direction or another dimension.
    public func similarities(to vector: [Float]) throws -> [Float] {
        guard vector.count == dimension else {
            throw RankingError.dimension(image: vector.count, prototypes: dimension)
        }
        let unit = try Embeddings(vector, dimension: dimension).normalized()
        return (0..<count).map { similarity(ofRow: $0, toRow: 0, of: unit) }
    }

    /// Dot product of a row and another's row, both of unit length: their cosine.
    func similarity(ofRow row: Int, toRow otherRow: Int, of other: Embeddings) -> Float {
        similarity(ofRow: row, to: other.values.span.extracting(other.range(ofRow: otherRow)))
    }

    /// Dot product of a row and a vector, both of unit length: their cosine.
    ///
    /// Summed in double precision.
    func similarity(ofRow row: Int, to vector: Span<Float>) -> Float {
        Float(values.span.extracting(range(ofRow: row)).sumOfProducts(with: vector))
    }
}
