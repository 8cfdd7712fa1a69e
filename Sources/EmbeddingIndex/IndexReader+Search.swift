package import ZeroShot

extension IndexReader {
    /// What a search found, and among how many pictures.
    package struct Found: Sendable {
        /// For each query its nearest pictures, best first.
        package let pictures: [[(near: NearRow, picture: IndexedPicture)]]
        package let compared: Int
    }

    /// The pictures nearest to each query; of equal ones the one embedded first.
    ///
    /// - Parameters:
    ///   - queries: of this index's checkpoint.
    ///   - wanted: pictures for each query, at least 1.
    ///   - encoder: on whose thread products are computed.
    ///   - withPolicy: whether pictures whose metadata speaks of people are among them.
    ///   - row: one to be passed over.
    /// - Returns: what was found.
    /// - Throws: `IndexError`, `RankingError`, `CancellationError`.
    package func search(
        for queries: Embeddings, wanted: Int, on encoder: DualEncoder, withPolicy: Bool,
        passingOver row: Int? = nil
    ) async throws -> Found {
        var hidden = try hiddenRows(withPolicy: withPolicy)
        if let row { hidden.insert(row) }
        // A query without direction fails here, so that below it is a row that has none.
        let queries = try queries.normalized()
        let near: [[NearRow]]
        do {
            near = try await encoder.nearestRows(
                to: queries, wanted: wanted, among: rows, hidden: hidden)
        } catch RankingError.embedding(let row, _) {
            throw IndexError.damaged(index: folder.path, .row(row))
        }
        let found = try near.map { near in
            try zip(near, pictures(inRows: near.map(\.row))).map { (near: $0, picture: $1) }
        }
        return Found(pictures: found, compared: rows.count - hidden.count)
    }
}
