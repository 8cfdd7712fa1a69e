extension ClassPrototypes {
    /// Cosine similarity of one image embedding, of any length, to each class in label order.
    ///
    /// - Throws: ``RankingError`` when the embedding has no direction or another dimension.
    public func similarities(to image: [Float]) throws -> [Float] {
        try embeddings.similarities(to: image)
    }

    /// The labels nearest to one image embedding.
    ///
    /// - Throws: ``RankingError`` when the embedding has no direction or another dimension.
    public func ranking(of image: [Float], scoring: Scoring, top: Int) throws -> Ranking {
        try Ranking(
            similarities: similarities(to: image), labels: labels, scoring: scoring, top: top
        )
    }
}
