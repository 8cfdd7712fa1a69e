/// Explains rankings by the prompts behind their labels.
struct Explainer: Sendable {
    /// Places of a ranking that are explained: the first, and the one it was preferred to.
    static let places = 2
    /// Prompts that are shown of those nearest to the image.
    static let highest = 3
    /// Prompts that are shown of those farthest from it.
    static let lowest = 2
    /// Left-out prompts that are shown at most.
    static let variations = 10

    /// Of all prompts, class after class, of unit length, `[P, E]`.
    let vectors: Embeddings
    private let prompts: ClassPrompts
    private let blend: PromptBlend
    /// Nil where labels have sentences of their own, and where there is only one template.
    private let templates: TemplateBlend?

    /// - Parameters:
    ///   - prompts: the classes.
    ///   - vectors: of all their prompts, in order, of unit length.
    ///   - weights: how much each prompt counts in its class's mean.
    init(_ prompts: ClassPrompts, vectors: Embeddings, weights: [Double]) {
        let blend = PromptBlend(
            of: vectors, weights: weights,
            counts: prompts.labels.indices.map { prompts.prompts(ofClass: $0).count })
        self.prompts = prompts
        self.vectors = vectors
        self.blend = blend
        templates =
            prompts.sentences.isEmpty && prompts.templates.count > 1
            ? TemplateBlend(blend, of: vectors, templates: prompts.templates.count) : nil
    }

    /// Explains a ranking.
    ///
    /// - Parameters:
    ///   - ranking: not empty.
    ///   - cosines: of the image with each prompt, `[P]`.
    ///   - visible: how much of the picture was seen.
    /// - Returns: the explanation.
    func explanation(
        of ranking: Ranking, cosines: [Float], visible: VisiblePart
    ) -> Explanation {
        guard let first = ranking.predictions.first else {
            preconditionFailure("a ranking holds at least one label")
        }
        return Explanation(
            places: ranking.predictions.prefix(Self.places).map { place(of: $0, cosines) },
            stability: stability(of: first.labelIndex, cosines),
            visible: visible)
    }

    private func place(of prediction: Prediction, _ cosines: [Float]) -> Explanation.Place {
        let own = blend.prompts(ofClass: prediction.labelIndex)
        let texts = prompts.prompts(ofClass: prediction.labelIndex)
        let sorted = own.sorted { first, second in
            cosines[first] == cosines[second] ? first < second : cosines[first] > cosines[second]
        }
        func share(_ prompt: Int) -> Explanation.PromptShare {
            let contribution = Float(blend.contribution(of: prompt, cosines))
            return Explanation.PromptShare(
                prompt: texts[prompt - own.lowerBound], similarity: cosines[prompt],
                contribution: contribution,
                share: prediction.similarity > 0 ? contribution / prediction.similarity : nil)
        }
        let highest = sorted.prefix(Self.highest)
        return Explanation.Place(
            rank: prediction.rank, label: prediction.label, similarity: prediction.similarity,
            promptCount: own.count,
            highest: highest.map(share),
            lowest: sorted.dropFirst(highest.count).suffix(Self.lowest).reversed().map(share))
    }
}

// MARK: - Stability

extension Explainer {
    private func stability(of first: Int, _ cosines: [Float]) -> Explanation.Stability? {
        guard prompts.sentences.isEmpty else { return leavingOneOut(first, cosines) }
        return templates.map { eachTemplate(first, of: $0, cosines) }
    }

    /// Lets each template stand alone for all labels.
    private func eachTemplate(
        _ first: Int, of templates: TemplateBlend, _ cosines: [Float]
    ) -> Explanation.Stability {
        stability(
            .eachTemplate, of: first,
            prompts.templates.enumerated().map { index, template in
                let similarities = templates.similarities(cosines, under: index)
                return Outcome(
                    prompt: template.text, owner: nil,
                    first: Self.best(similarities) ?? first,
                    rank: Self.rank(of: first, among: similarities))
            })
    }

    /// Leaves out the prompts of the first label and of the next one, one at a time.
    private func leavingOneOut(_ first: Int, _ cosines: [Float]) -> Explanation.Stability? {
        let similarities = blend.similarities(cosines)
        guard let second = Self.best(similarities, besides: first) else { return nil }
        let outcomes = [first, second].flatMap { owner -> [Outcome] in
            let own = blend.prompts(ofClass: owner)
            let texts = prompts.prompts(ofClass: owner)
            return own.compactMap { prompt -> Outcome? in
                let length = blend.lengthsWithout[prompt]
                guard length > 0 else { return nil }
                let contribution = blend.contribution(of: prompt, cosines)
                var changed = similarities
                changed[owner] = (similarities[owner] - contribution) / length
                let rank = Self.rank(of: first, among: changed)
                return Outcome(
                    prompt: texts[prompt - own.lowerBound], owner: owner,
                    first: rank == 1 ? first : second, rank: rank)
            }
        }
        return outcomes.isEmpty ? nil : stability(.leaveOneOut, of: first, outcomes)
    }

    private struct Outcome {
        let prompt: String
        let owner: Int?
        let first: Int
        let rank: Int
    }

    private func stability(
        _ method: Explanation.Stability.Method, of first: Int, _ outcomes: [Outcome]
    ) -> Explanation.Stability {
        let labels = prompts.labels
        let counts = outcomes.reduce(into: [Int: Int]()) { $0[$1.first, default: 0] += 1 }
        let firsts = counts.sorted { one, other in
            one.value == other.value ? one.key < other.key : one.value > other.value
        }
        let shown =
            switch method {
            case .eachTemplate: outcomes[...]
            case .leaveOneOut: outcomes.filter { $0.first != first }.prefix(Self.variations)
            }
        let ranks = outcomes.map(\.rank)
        return Explanation.Stability(
            method: method, count: outcomes.count,
            changed: outcomes.count - counts[first, default: 0],
            firsts: firsts.map { .init(label: labels[$0.key], count: $0.value) },
            ranks: (ranks.min() ?? 1)...(ranks.max() ?? 1),
            variations: shown.map { outcome in
                .init(
                    prompt: outcome.prompt, label: outcome.owner.map { labels[$0] },
                    first: labels[outcome.first], rank: outcome.rank)
            })
    }

    /// The class with the highest similarity, the earlier of two equal ones.
    private static func best(_ similarities: [Double], besides left: Int? = nil) -> Int? {
        similarities.indices.filter { $0 != left }.max { similarities[$0] < similarities[$1] }
    }

    /// The place of a class among the others; equal ones keep their order.
    private static func rank(of index: Int, among similarities: [Double]) -> Int {
        let own = similarities[index]
        return 1
            + similarities.indices.count { other in
                similarities[other] > own || similarities[other] == own && other < index
            }
    }
}
