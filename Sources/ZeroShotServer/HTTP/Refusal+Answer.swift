internal import ZeroShot

extension Refusal {
    /// The reasons, and where to go instead in the words of the API.
    var answer: String {
        let sentences = reasons.enumerated().map { index, reason in
            index == 0 || reason.code == code
                ? reason.sentence : "Also \(reason.code.rawValue): \(reason.sentence)"
        }
        var directions: [String] = []
        for direction in reasons.map({ Self.answerDirection(for: $0.code) })
        where !directions.contains(direction) {
            directions.append(direction)
        }
        return "refused (\(code.rawValue)): " + (sentences + directions).joined(separator: " ")
    }

    private static func answerDirection(for code: Code) -> String {
        switch code {
        case .checkpointUnspecified:
            "Name one in 'checkpoint'; GET /v1/checkpoints lists those of this server."
        case .tooFewLabels:
            "Give two labels or more."
        case .restrictedMedical, .restrictedLegal, .restrictedSafety, .restrictedIdentity,
            .restrictedProtected:
            """
            For such a question use a supervised model that was validated for that use, with an audit \
            trail. If the labels are about things, say so in them: 'Chinese food', 'a diseased leaf', \
            'a male lion'.
            """
        case .peopleWithoutPolicy:
            """
            If the people agreed to this use, say under which terms in 'consentPolicy'. The text is \
            recorded in the report word for word.
            """
        case .crossCheckpoint:
            "Compute them anew with one checkpoint, or keep the results apart."
        }
    }
}
