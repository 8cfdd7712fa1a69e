internal import Foundation

/// What labelled images taught about one checkpoint's scores for one list of labels.
///
/// It changes probabilities and says when an image gets no answer; similarities and ranks stay as
/// they are. It holds for the checkpoint, labels and prompts that it was learnt with, and for
/// images like those it was learnt from.
public struct Calibration: Codable, Sendable, Equatable {
    /// Logits are divided by it before they become probabilities; above 0.
    public var temperature: Double
    /// Added to each logit behind the division.
    ///
    /// In a softmax it cancels out; sigmoids, which judge
    /// each label on its own, learn it together with the temperature.
    public var shift = 0.0
    /// Below it the confidence in an image's first place is flagged low, and the answer is none of
    /// these.
    ///
    /// A similarity where probabilities are a softmax, else a probability as calibrated: what
    /// ``Confidence/proxy`` is. Nil where labelled images did not teach one: the flag then follows
    /// ``Confidence/defaultThreshold``, and nothing is withheld for it.
    public var threshold: Float?
    /// The answer is none of these where the first place's similarity is less than so much above
    /// that of the next different label; 0 or more, nil where none was learnt.
    public var margin: Float?
    /// What pictures of none of the labels may show.
    ///
    /// The answer is none of these where one of its prompts lies nearer than every label. Nil
    /// where the rule is not used.
    public var background: Background?
    /// With ``ClassificationRequest/isMultiLabel`` a label is true at its threshold and above, one
    /// for each label in the order of the labels; of the kind that ``threshold`` is.
    public var labelThresholds: [Float]?
    /// How many labelled images taught it; nil when it was set by hand.
    public var images: Int?

    /// A calibration set by hand; temperature 1 leaves probabilities as they are.
    public init(temperature: Double = 1, threshold: Float? = nil) {
        self.temperature = temperature
        self.threshold = threshold
    }

    /// Reads a stored calibration.
    ///
    /// - Throws: ``CalibrationError`` for values that none can have, `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        temperature = try values.decode(Double.self, forKey: .temperature)
        shift = try values.decode(Double.self, forKey: .shift)
        threshold = try values.decodeIfPresent(Float.self, forKey: .threshold)
        margin = try values.decodeIfPresent(Float.self, forKey: .margin)
        background = try values.decodeIfPresent(Background.self, forKey: .background)
        labelThresholds = try values.decodeIfPresent([Float].self, forKey: .labelThresholds)
        images = try values.decodeIfPresent(Int.self, forKey: .images)
        try validate()
    }

    /// Whether probabilities differ from the checkpoint's own.
    public var changesProbabilities: Bool { temperature != 1 || shift != 0 }

    /// Whether there is any ground on which an image gets no answer.
    public var canAbstain: Bool { threshold != nil || margin != nil || background != nil }

    /// A checkpoint's scoring with the temperature in it.
    func scoring(from own: Scoring) -> Scoring {
        switch own {
        case .softmax(let scale):
            .softmax(logitScale: Float(Double(scale) / temperature))
        case .sigmoid(let scale, let bias):
            .sigmoid(
                logitScale: Float(Double(scale) / temperature),
                logitBias: Float(Double(bias) / temperature + shift)
            )
        }
    }

    /// Checks the values, which a file or a caller may have set.
    ///
    /// - Throws: ``CalibrationError``.
    func validate() throws {
        func require(_ holds: Bool, _ name: String, _ value: Double, _ expected: String) throws {
            guard holds else {
                throw CalibrationError.value(name: name, value: value, expected: expected)
            }
        }
        try require(
            temperature.isFinite && temperature > 0, "temperature", temperature, "a number above 0")
        try require(shift.isFinite, "shift", shift, "a finite number")
        if let threshold {
            try require(threshold.isFinite, "threshold", Double(threshold), "a finite number")
        }
        if let margin {
            try require(
                margin.isFinite && margin >= 0, "margin", Double(margin), "a number not below 0")
        }
        for threshold in labelThresholds ?? [] {
            try require(
                threshold.isFinite, "labelThresholds", Double(threshold), "finite numbers")
        }
    }

    /// Checks that the values fit a list of labels and a checkpoint.
    ///
    /// - Throws: ``CalibrationError``.
    func validate(labels: Int, dimension: Int) throws {
        try validate()
        if let count = labelThresholds?.count, count != labels {
            throw CalibrationError.labelCount(found: count, expected: labels)
        }
        if let found = background?.embeddings.dimension, found != dimension {
            throw CalibrationError.dimension(found: found, expected: dimension)
        }
    }
}
