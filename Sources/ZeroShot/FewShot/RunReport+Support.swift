extension RunReport {
    /// The labelled images that took part in a ranking.
    public struct Support: Sendable, Equatable {
        /// How many images speak for a label.
        public struct Count: Sendable, Equatable {
            /// The label.
            public let label: String
            /// At least 1.
            public let images: Int
        }

        /// The folder they came from.
        public let folder: String
        /// The labels that have images, in the caller's order.
        public let counts: [Count]
        /// See ``SupportRequest/alpha``.
        public let alpha: Double
        /// See ``SupportRequest/beta``.
        public let beta: Double
        /// What the images' metadata says of people in them.
        public let peopleEvidence: [String]

        /// All images together.
        public var images: Int { counts.reduce(0) { $0 + $1.images } }
    }
}

extension RunReport.Support {
    var json: OrderedJSON {
        [
            "directory": .string(folder),
            "images": .array(
                counts.map { ["label": .string($0.label), "count": .integer($0.images)] }),
            "alpha": .double(alpha),
            "beta": .double(beta),
            "people": ["evidence": .texts(peopleEvidence)],
        ]
    }
}

extension RunReport.Support {
    /// For example `12 images of 3 of 5 labels from support, alpha 1.0, beta 5.5`.
    func line(labels: Int) -> String {
        "\(images) \(images == 1 ? "image" : "images") of \(counts.count) of \(labels) labels from "
            + "\(folder), alpha \(alpha), beta \(beta)"
    }

    /// The ends of the range of images per label where labels have unequally many.
    var unequalCounts: ClosedRange<Int>? {
        guard let fewest = counts.map(\.images).min(), let most = counts.map(\.images).max(),
            fewest < most
        else { return nil }
        return fewest...most
    }
}
