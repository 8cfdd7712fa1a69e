/// How the prompts of one template add up to the similarities that its labels have under it alone.
///
/// A class has one prompt of each template, or one for each of its names.
struct TemplateBlend: Sendable, Equatable {
    private let blend: PromptBlend
    private let templates: Int
    /// The length of the sum of what a class has under each template, `[L * templates]`.
    private let lengths: [Double]

    /// - Parameters:
    ///   - blend: of classes without sentences.
    ///   - vectors: of the same prompts; those of a class stand name after name, each with all
    ///     templates.
    ///   - templates: the number of templates.
    init(_ blend: PromptBlend, of vectors: Embeddings, templates: Int) {
        self.blend = blend
        self.templates = templates
        var lengths: [Double] = []
        lengths.reserveCapacity(blend.classCount * templates)
        for index in 0..<blend.classCount {
            let all = blend.prompts(ofClass: index)
            for template in 0..<templates {
                let own = Self.prompts(of: template, in: all, templates)
                lengths.append(vectors.length(ofRows: own, weights: blend.factors))
            }
        }
        self.lengths = lengths
    }

    /// The similarity of each class, `[L]`, when one template alone stands for all of them.
    func similarities(_ cosines: [Float], under template: Int) -> [Double] {
        (0..<blend.classCount).map { index in
            let own = Self.prompts(of: template, in: blend.prompts(ofClass: index), templates)
            let sum = own.reduce(0) { $0 + blend.contribution(of: $1, cosines) }
            return sum / lengths[index * templates + template]
        }
    }

    private static func prompts(
        of template: Int, in all: Range<Int>, _ templates: Int
    ) -> StrideTo<Int> {
        stride(from: all.lowerBound + template, to: all.upperBound, by: templates)
    }
}

extension Embeddings {
    fileprivate func length(ofRows rows: StrideTo<Int>, weights: [Double]) -> Double {
        sum(ofRows: rows, weights: weights).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
