/// What a run has to say about one image.
public struct ImageReport: Sendable, Equatable {
    /// A size in pixels, with the image the right way up.
    public struct Size: Sendable, Equatable {
        /// Columns.
        public let width: Int
        /// Rows.
        public let height: Int

        /// A size in pixels.
        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// A ranking, or the reason why there is none.
    public enum Outcome: Sendable, Equatable {
        /// The image was ranked.
        case ranked([Prediction], Confidence)
        /// The image could not be read or must not be ranked; the others are not affected.
        case failed(Failure)
    }

    /// Why an image has no ranking.
    public struct Failure: Error, Sendable, Equatable {
        /// A word for programs, such as `people-without-policy`.
        public let code: String
        /// A sentence for people.
        public let message: String

        /// A failure of one image.
        public init(code: String, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// The path or address, as it was given or found.
    public let source: String
    /// Unknown when the image could not be read, and of some that were embedded elsewhere.
    public let size: Size?
    /// A ranking, or the reason why there is none.
    public let outcome: Outcome
    /// What the image's metadata says of people in it.
    public let peopleEvidence: [String]
    /// Why the image is answered with none of these; nil where it is answered, and wherever no
    /// labelled images taught when not to.
    public package(set) var abstention: Abstention?
    /// A small copy of the picture, where the images were read with thumbnails.
    public package(set) var thumbnail: Thumbnail?
    /// Why the ranking is as it is, where the request asked for it.
    public package(set) var explanation: Explanation?
    private let ownNotices: [Notice]

    /// The report of an image that was ranked.
    ///
    /// - Parameters:
    ///   - source: the path or address.
    ///   - size: in pixels; nil where it is not known.
    ///   - ranking: not empty.
    ///   - scoring: the checkpoint's.
    ///   - threshold: below it, confidence is low; finite.
    ///   - peopleEvidence: what the metadata says of people in the image.
    ///   - notices: beyond the one of low confidence.
    package init(
        source: String, size: Size?, ranking: Ranking, scoring: Scoring, threshold: Float,
        peopleEvidence: [String] = [], notices: [Notice] = []
    ) {
        guard let best = ranking.predictions.first else {
            preconditionFailure("a ranking holds at least one label")
        }
        self.source = source
        self.size = size
        outcome = .ranked(
            ranking.predictions, Confidence(best: best, scoring: scoring, threshold: threshold)
        )
        self.peopleEvidence = peopleEvidence
        ownNotices = notices
    }

    /// The report of an image that has no ranking.
    package init(
        source: String, size: Size? = nil, failure: Failure, peopleEvidence: [String] = [],
        notices: [Notice] = []
    ) {
        self.source = source
        self.size = size
        outcome = .failed(failure)
        self.peopleEvidence = peopleEvidence
        ownNotices = notices
    }

    /// The ranking, best first; empty for an image that failed.
    public var predictions: [Prediction] {
        if case .ranked(let predictions, _) = outcome { predictions } else { [] }
    }

    /// How far the first place carries; nil for an image that failed.
    public var confidence: Confidence? {
        if case .ranked(_, let confidence) = outcome { confidence } else { nil }
    }

    /// Why there is no ranking; nil for an image that was ranked.
    public var failure: Failure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }

    /// What is to be known about this image, low confidence included.
    public var notices: [Notice] {
        let ownNotices = ownNotices + (abstention.map { [.noneOfThese($0)] } ?? [])
        guard let confidence, confidence.flag == .low, abstention?.reason != .belowThreshold else {
            return ownNotices
        }
        return ownNotices + [.lowConfidence(confidence)]
    }
}

extension ImageReport.Failure: CustomStringConvertible {
    /// The sentence for people.
    public var description: String { message }
}
