import ZeroShot

extension CheckpointOptions {
    /// Lists all reasons to refuse a request at once, a missing checkpoint among them.
    ///
    /// - Throws: `Refusal`.
    func requireAllowed(
        _ request: ClassificationRequest, by topics: RestrictedTopics
    ) throws {
        try requireAllowed([RequestPolicy(request)], with: request.labelSet, by: topics)
    }

    /// Lists all reasons to refuse what is asked at once, each once, a missing checkpoint among
    /// them.
    ///
    /// - Throws: `Refusal`.
    func requireAllowed(
        _ policies: [RequestPolicy], with labelSet: LabelSet? = nil, by topics: RestrictedTopics
    ) throws {
        var reasons: [Refusal.Reason] = []
        if name == nil {
            reasons +=
                labelSet.map { Refusal.checkpointUnspecified(for: $0).reasons }
                ?? Refusal.checkpointUnspecified.reasons
        }
        for policy in policies {
            do {
                try policy.check(against: topics)
            } catch let refusal as Refusal {
                reasons += refusal.reasons.filter { !reasons.contains($0) }
            }
        }
        if let refusal = Refusal(reasons: reasons) { throw refusal }
    }
}
