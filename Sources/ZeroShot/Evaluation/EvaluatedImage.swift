/// What an evaluation found out about one image.
package struct EvaluatedImage: Sendable, Equatable {
    /// The places of one image that are kept.
    package struct Ranked: Sendable, Equatable {
        /// At most ``keptPlaces``, best first.
        package let predictions: [Prediction]
        /// The place of the right label; nil where none is right.
        package let answer: Prediction?
    }

    package enum Outcome: Sendable, Equatable {
        case ranked(Ranked)
        case failed(ImageReport.Failure)
    }

    /// First places of one image that are kept.
    package static let keptPlaces = 5

    /// Where the image is in the folder or CSV file; it tells the images of an evaluation apart.
    package let path: String
    /// The path or address as classify would show it.
    package let source: String
    /// Unknown when the image could not be read.
    package let size: ImageReport.Size?
    /// What the image's label says.
    package let answer: LabelledClasses.Answer
    package let outcome: Outcome
    /// What decoding left out or changed.
    package let notices: [Notice]

    /// The places; nil for an image that failed.
    package var ranked: Ranked? {
        if case .ranked(let ranked) = outcome { ranked } else { nil }
    }

    /// Why there is no ranking; nil for an image that was ranked.
    package var failure: ImageReport.Failure? {
        if case .failed(let failure) = outcome { failure } else { nil }
    }
}

/// An image that was ranked and has a right label.
struct AnsweredImage {
    /// Its place among all images.
    let index: Int
    /// The class that is right.
    let answer: Int
    /// The class that came first.
    let predicted: Int
    let best: Prediction
    /// The place of the right label.
    let right: Prediction

    var isRight: Bool { answer == predicted }
}

extension LabelledClasses {
    /// The images that were ranked and have a right label, in their order.
    func answered(_ images: [EvaluatedImage]) -> [AnsweredImage] {
        images.enumerated().compactMap { index, image in
            guard case .label(let answer) = image.answer, let ranked = image.ranked,
                let best = ranked.predictions.first, let right = ranked.answer
            else { return nil }
            return AnsweredImage(
                index: index, answer: answer, predicted: classOfLabel[best.labelIndex],
                best: best, right: right)
        }
    }
}
