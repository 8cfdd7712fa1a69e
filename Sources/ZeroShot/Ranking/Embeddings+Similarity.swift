extension Embeddings {
    /// Cosine similarity of each row, of unit length, with one vector of any length, -1...1.
    ///
    /// - Throws: ``RankingError`` when the vector has no direction or another dimension.
    public func similarities(to vector: [Float]) throws -> [Float] {
        guard vector.count == dimension else {
            throw RankingError.dimension(image: vector.count, prototypes: dimension)
        }
        let unit = try Embeddings(vector, dimension: dimension).normalized().values
        return (0..<count).map { row in
            unit.span.dot(values.span, from: row * dimension)
        }
    }
}

extension Span<Float> {
    /// Dot product with as many values of `other`, starting at `start`.
    ///
    /// Summed in double precision, so that the order of the values does not matter.
    fileprivate func dot(_ other: Span<Float>, from start: Int) -> Float {
        let other = other.extracting(start..<start + count)
        var sum = 0.0
        for index in indices {
            sum += Double(self[index]) * Double(other[index])
        }
        return Float(sum)
    }
}
