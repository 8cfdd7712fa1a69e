/// What would be gained by answering only where confidence is high: the share of wrong first places
/// among the images answered, for every share of images answered.
///
/// Source: Y. Geifman and R. El-Yaniv, Selective Classification for Deep Neural Networks (2017).
package struct RiskCoverageCurve: Sendable, Equatable {
    /// All images whose confidence is at least so high.
    package struct Point: Sendable, Equatable {
        package let confidence: Float
        package let answered: Int
        package let wrong: Int
        /// The share of all images that are answered, 0...1.
        package let coverage: Double

        /// The share of wrong first places among those answered, 0...1.
        package var risk: Double { Double(wrong) / Double(answered) }
    }

    /// One for each different confidence, the highest first.
    package let points: [Point]
    /// The area under the curve, the lower the better; nil without images.
    ///
    /// The mean risk over the first 1, 2, ... images in the order of their confidence. Images of
    /// equal confidence have no order: what they add is the mean over all of their orders.
    package let area: Double?
    /// The area if every right first place were more confident than every wrong one.
    package let leastArea: Double?
    /// The area if confidence said nothing: the share of wrong first places.
    package let randomArea: Double?

    /// The confidence in each image's first place, and whether it was right.
    package init(_ firstPlaces: [(confidence: Float, isRight: Bool)]) {
        let sorted = firstPlaces.sorted { $0.confidence > $1.confidence }
        var points: [Point] = []
        var sumOfRisks = 0.0
        var (answered, wrong) = (0, 0)
        while answered < sorted.count {
            let confidence = sorted[answered].confidence
            let tied = sorted[answered...].prefix { $0.confidence == confidence }
            let tiedWrong = tied.reduce(0) { $0 + ($1.isRight ? 0 : 1) }
            for position in 1...tied.count {
                let expected = Double(tiedWrong) * Double(position) / Double(tied.count)
                sumOfRisks += (Double(wrong) + expected) / Double(answered + position)
            }
            answered += tied.count
            wrong += tiedWrong
            points.append(
                Point(
                    confidence: confidence, answered: answered, wrong: wrong,
                    coverage: Double(answered) / Double(sorted.count)))
        }
        self.points = points
        guard !sorted.isEmpty else {
            (area, leastArea, randomArea) = (nil, nil, nil)
            return
        }
        let all = Double(sorted.count)
        area = sumOfRisks / all
        let right = sorted.count - wrong
        var leastRisks = 0.0
        for position in (right + 1)..<(sorted.count + 1) {
            leastRisks += Double(position - right) / Double(position)
        }
        leastArea = leastRisks / all
        randomArea = Double(wrong) / all
    }

    /// The point with the fewest images that answers at least this share of them.
    package func point(answering coverage: Double) -> Point? {
        points.first { $0.coverage >= coverage }
    }

    /// The same for rising shares, each point once.
    func points(answering coverages: [Double]) -> [Point] {
        coverages.compactMap(point).reduce(into: []) { points, point in
            if points.last != point { points.append(point) }
        }
    }
}
