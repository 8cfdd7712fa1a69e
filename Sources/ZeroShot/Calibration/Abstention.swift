/// Why an image is answered with none of these; its ranking stays.
public struct Abstention: Sendable, Equatable {
    /// The grounds for it, in the order in which they are looked at; the first that holds is named.
    public enum Reason: String, Sendable, CaseIterable {
        /// The confidence in the first place lies below the fitted threshold.
        case belowThreshold = "below-threshold"
        /// The first place leads the next different label by too little.
        case marginTooSmall = "margin-too-small"
        /// A background prompt lies nearer to the image than every label.
        case nearerToBackground = "nearer-to-background"
    }

    /// The ground for it.
    public let reason: Reason
    /// What was needed: of the confidence proxy, of the margin, or, where a background prompt lies
    /// nearer, of the first place's similarity, which is the prompt's.
    public let threshold: Float
    /// How much the first place's similarity lies above that of the next different label; nil
    /// where there is none.
    public let margin: Float?
    /// The sentence for people.
    public let message: String
}

extension Abstention {
    /// The first ground that holds for one image; nil where it is answered.
    ///
    /// - Parameters:
    ///   - calibration: what was learnt.
    ///   - confidence: in the first place, with the calibration's threshold or the caller's.
    ///   - similarity: of the first place.
    ///   - margin: to the next different label; nil where there is none.
    ///   - background: the similarity to each background prompt; not asked for without need.
    init?(
        _ calibration: Calibration, confidence: Confidence, similarity: Float, margin: Float?,
        background: (Calibration.Background) -> [Float]
    ) {
        self.margin = margin
        if calibration.threshold != nil, confidence.flag == .low {
            reason = .belowThreshold
            threshold = confidence.threshold
            message =
                "None of these: the top-1 \(confidence.proxy.kind.rawValue) "
                + "\(confidence.readableValue) is below the threshold \(confidence.threshold)."
            return
        }
        if let least = calibration.margin, let margin, margin < least {
            reason = .marginTooSmall
            threshold = least
            message =
                "None of these: the first place leads by \(margin.text(telling: least)) in "
                + "similarity, less than the margin \(least)."
            return
        }
        if let prompts = calibration.background {
            let similarities = background(prompts)
            if let nearest = similarities.indices.max(by: { similarities[$0] < similarities[$1] }),
                similarities[nearest] > similarity
            {
                reason = .nearerToBackground
                threshold = similarities[nearest]
                message =
                    "None of these: the background prompt '\(prompts.prompts[nearest])' lies "
                    + "nearer than every label, with the similarity "
                    + "\(similarities[nearest].text(telling: similarity)) before "
                    + "\(similarity.text(telling: similarities[nearest]))."
                return
            }
        }
        return nil
    }
}
