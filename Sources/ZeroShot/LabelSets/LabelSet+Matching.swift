extension LabelSet {
    /// Makes sure that these prototypes may be compared with images of a checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: the checkpoint whose image tower would be used.
    ///   - parity: the reference that it follows.
    /// - Throws: `Refusal` for another checkpoint; ``LabelSetError`` for another parity or
    ///   precision.
    package func requireMatch(_ checkpoint: CheckpointSummary, _ parity: ParityMode) throws {
        guard self.checkpoint.fingerprint == checkpoint.fingerprint else {
            throw Refusal.crossCheckpoint(labelSet: self, checkpoint: checkpoint)
        }
        guard self.parity == parity else {
            throw LabelSetError.otherParity(file: file?.path, compiled: self.parity, run: parity)
        }
        guard self.checkpoint.precision == checkpoint.precision else {
            throw LabelSetError.otherPrecision(
                file: file?.path, compiled: self.checkpoint.precision, run: checkpoint.precision
            )
        }
    }

    /// Makes sure that a request that names this label set asks for nothing else.
    func requireMatch(_ request: ClassificationRequest) throws {
        guard averaging == request.averaging else {
            throw LabelSetError.otherAveraging(
                file: file?.path, compiled: averaging, requested: request.averaging
            )
        }
    }

    /// What is to be known when other code computed these prototypes than runs here.
    var codeNotice: Notice? {
        code == .current ? nil : .labelSetOfOtherCode(compiled: code, running: .current)
    }
}

extension Refusal {
    /// A label set would be compared with images of a checkpoint that it was not compiled for.
    static func crossCheckpoint(labelSet: LabelSet, checkpoint: CheckpointSummary) -> Refusal {
        let name = labelSet.file.map { "the label set \($0.path)" } ?? "the label set"
        let sentence = """
            \(name) was compiled for \(labelSet.checkpoint.named), and the images would be \
            embedded by \(checkpoint.named). Vectors of two checkpoints do not share a space, so \
            their similarities mean nothing. Name the label set's own checkpoint with \
            --checkpoint, or compile a label set for this one: zeroshot labels compile.
            """
        return Refusal(
            Reason(
                code: .crossCheckpoint, sentence: TerminalText.safe(sentence),
                triggers: [labelSet.checkpoint.fingerprint, checkpoint.fingerprint]
            )
        )
    }

    /// Nobody said which checkpoint to use; a label set says which one it was compiled for.
    package static func checkpointUnspecified(for labelSet: LabelSet) -> Refusal {
        let sentences = checkpointUnspecified.reasons.map(\.sentence)
        let name = labelSet.file.map { "The label set \($0.path)" } ?? "The label set"
        let sentence = "\(name) was compiled for \(labelSet.checkpoint.named)."
        return Refusal(
            Reason(
                code: .checkpointUnspecified,
                sentence: (sentences + [TerminalText.safe(sentence)]).joined(separator: " ")
            )
        )
    }
}

extension CheckpointSummary {
    /// For example `'demo' (sha256 0a1b2c3d4e5f)`.
    fileprivate var named: String {
        let revision = revision.map { "revision \($0), " } ?? ""
        return "'\(id)' (\(revision)sha256 \(fingerprint.prefix(12)))"
    }
}
