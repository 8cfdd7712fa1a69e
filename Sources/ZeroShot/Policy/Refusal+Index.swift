extension Refusal {
    /// Images of an index would be compared with classes, texts or images of another checkpoint.
    ///
    /// - Parameters:
    ///   - index: its path.
    ///   - builtWith: what the index says of its checkpoint.
    ///   - checkpoint: the one that was named.
    /// - Returns: the refusal, which names both.
    package static func crossCheckpoint(
        index: String, builtWith: (id: String, fingerprint: String), checkpoint: CheckpointSummary
    ) -> Refusal {
        crossCheckpoint(
            index: index, builtWith: builtWith, other: (checkpoint.id, checkpoint.fingerprint))
    }

    /// The same for two checkpoints of which only name and fingerprint are known.
    package static func crossCheckpoint(
        index: String, builtWith: (id: String, fingerprint: String),
        other: (id: String, fingerprint: String)
    ) -> Refusal {
        let sentence = """
            the index \(index) holds embeddings of \(named(builtWith)), and the checkpoint here is \
            \(named(other)). Vectors of two checkpoints do not \
            share a space, so their similarities mean nothing. Name the index's own checkpoint \
            with --checkpoint, or build an index for this one: zeroshot index build.
            """
        return Refusal(
            Reason(
                code: .crossCheckpoint, sentence: TerminalText.safe(sentence),
                triggers: [builtWith.fingerprint, other.fingerprint]))
    }

    /// Nobody said which checkpoint to use; an index says which one its embeddings come from.
    package static func checkpointUnspecified(
        index: String, builtWith: (id: String, fingerprint: String)
    ) -> Refusal {
        let sentences = checkpointUnspecified.reasons.map(\.sentence)
        let sentence = "The index \(index) holds embeddings of \(named(builtWith))."
        return Refusal(
            Reason(
                code: .checkpointUnspecified,
                sentence: (sentences + [TerminalText.safe(sentence)]).joined(separator: " ")))
    }

    /// The metadata of an image that is searched with says that people are in it, and there is no
    /// consent policy.
    package static func imageShowsPeople(
        source: String, _ failure: ImageReport.Failure
    ) -> Refusal {
        Refusal(
            Reason(
                code: .peopleWithoutPolicy,
                sentence: TerminalText.safe("\(source): \(failure.message)"), triggers: [source]))
    }

    private static func named(_ checkpoint: (id: String, fingerprint: String)) -> String {
        "'\(checkpoint.id)' (sha256 \(checkpoint.fingerprint.prefix(12)))"
    }
}
