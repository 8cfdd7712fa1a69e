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
    /// The number of images.
    package let count: Int
    /// Places of each image.
    package let perImage: Int
    /// `[images, perImage]`, the nearest label of an image first.
    package let places: [LabelPlace]

    package init(_ places: [LabelPlace], images count: Int, perImage: Int) {
        precondition(
            places.count == count * perImage,
            "\(places.count) places for \(count) images of \(perImage)")
        self.count = count
        self.perImage = perImage
        self.places = places
    }

    /// The places of one image.
    subscript(image: Int) -> ArraySlice<LabelPlace> {
        places[image * perImage..<(image + 1) * perImage]
    }

    /// The rankings with the labels' names, one for each image.
    func rankings(labels: [String]) -> [Ranking] {
        (0..<count).map { image in
            Ranking(
                predictions: self[image].enumerated().map { index, place in
                    Prediction(
                        rank: index + 1, label: labels[place.label], labelIndex: place.label,
                        similarity: place.similarity, probability: place.probability)
                })
        }
    }
}
