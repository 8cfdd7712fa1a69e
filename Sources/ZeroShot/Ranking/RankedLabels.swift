/// One place of a ranking, its label by number.
package struct LabelPlace: Sendable, Equatable {
    /// The label's position in the caller's list, from 0.
    package let label: Int
    /// What ranks the label: cosine, -1...1.
    package let similarity: Float
    /// See ``Scoring``, 0...1.
    package let probability: Float

    package init(label: Int, similarity: Float, probability: Float) {
        self.label = label
        self.similarity = similarity
        self.probability = probability
    }
}

/// The labels nearest to each of many images, without their names: what a million rankings are held
/// in at little cost.
package struct RankedLabels: Sendable, Equatable {
    /// Places of each image, at least 1.
    package let perImage: Int
    /// `[images, perImage]`, the nearest label of an image first.
    package let places: [LabelPlace]

    package init(_ places: [LabelPlace], perImage: Int) {
        precondition(places.count.isMultiple(of: perImage), "\(places.count) places")
        self.places = places
        self.perImage = perImage
    }

    /// The rankings with the labels' names, one for each image.
    func rankings(labels: [String]) -> [Ranking] {
        stride(from: 0, to: places.count, by: perImage).map { start in
            Ranking(
                predictions: (0..<perImage).map { index in
                    let place = places[start + index]
                    return Prediction(
                        rank: index + 1, label: labels[place.label], labelIndex: place.label,
                        similarity: place.similarity, probability: place.probability)
                })
        }
    }
}
