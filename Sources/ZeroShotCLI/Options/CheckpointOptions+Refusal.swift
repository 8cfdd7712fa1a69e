import ZeroShot

extension CheckpointOptions {
    /// Lists all reasons to refuse a request at once, a missing checkpoint among them.
    ///
    /// - Throws: `Refusal`.
    func requireAllowed(
        _ request: ClassificationRequest, by topics: RestrictedTopics
    ) throws {
        var reasons: [Refusal.Reason] = []
        if name == nil {
            reasons +=
                request.labelSet.map { Refusal.checkpointUnspecified(for: $0).reasons }
                ?? Refusal.checkpointUnspecified.reasons
        }
        do {
            try RequestPolicy(request).check(against: topics)
        } catch let refusal as Refusal {
            reasons += refusal.reasons
        }
        if let refusal = Refusal(reasons: reasons) { throw refusal }
    }
}
