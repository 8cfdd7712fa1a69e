/// What one image is answered: its places, and why the first of them is withheld, if it is.
struct Answer {
    let ranking: Ranking
    let abstention: Abstention?
}

extension PreparedClasses {
    /// How probabilities are computed in this run.
    var scoring: Scoring { run.calibration?.scoring(from: run.scoring) ?? run.scoring }

    /// Below it the confidence in an image's first place is low.
    package var threshold: Float {
        ownThreshold ?? run.calibration?.threshold ?? Confidence.defaultThreshold
    }

    /// How many places the answer to an image is read from; the report may show fewer.
    package var depth: Int {
        let labels = max(1, prototypes.labels.count)
        if support != nil || run.decisions != nil { return labels }
        guard run.calibration?.margin != nil else { return top }
        // The margin is that to the next label of another name.
        let repeats = Dictionary(grouping: prototypes.labels) { $0 }.values.map(\.count).max() ?? 1
        return max(top, repeats + 1)
    }

    /// Whether images are compared with more than the prototypes.
    var comparesFurther: Bool { support != nil || run.calibration != nil }

    /// The answer to one image.
    ///
    /// - Parameters:
    ///   - ranking: its first ``depth`` places, by the prompts alone.
    ///   - row: of its embedding.
    ///   - embeddings: of unit length; read only where ``comparesFurther``.
    /// - Returns: what the report shows.
    func answer(_ ranking: Ranking, toRow row: Int, of embeddings: Embeddings) -> Answer {
        let whole = places(ranking, ofRow: row, embeddings)
        return Answer(
            ranking: reported(whole), abstention: abstention(whole, toRow: row, of: embeddings))
    }

    /// All the places that the answer is read from, in the run's own order.
    ///
    /// The parameters are those of ``answer(_:toRow:of:)``.
    func places(_ ranking: Ranking, ofRow row: Int, _ embeddings: Embeddings) -> Ranking {
        guard let support else { return ranking }
        return SupportCache.blended(
            ranking, with: support.logits(ofRow: row, of: embeddings), scoring: run.scoring)
    }

    /// The first places, and behind them the labels that pass when each is decided on its own.
    private func reported(_ ranking: Ranking) -> Ranking {
        guard let decisions = run.decisions else {
            if ranking.predictions.count <= top { return ranking }
            return Ranking(predictions: Array(ranking.predictions.prefix(top)))
        }
        return Ranking(
            predictions: ranking.predictions.compactMap { place in
                var place = place
                let passes = decisions.isTrue(place, run.scoring)
                place.decision = passes
                return passes || place.rank <= top ? place : nil
            })
    }

    private func abstention(
        _ ranking: Ranking, toRow row: Int, of embeddings: Embeddings
    ) -> Abstention? {
        guard let calibration = run.calibration, run.decisions == nil,
            let best = ranking.predictions.first
        else { return nil }
        let next = ranking.predictions.first { $0.label != best.label }
        return Abstention(
            calibration,
            confidence: Confidence(best: best, scoring: run.scoring, threshold: threshold),
            similarity: best.similarity,
            margin: next.map { best.similarity - $0.similarity }
        ) { $0.similarities(ofRow: row, of: embeddings) }
    }
}
