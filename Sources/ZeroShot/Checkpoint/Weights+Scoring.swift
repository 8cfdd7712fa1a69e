internal import Foundation

extension Weights {
    /// What similarities are multiplied by; the checkpoint stores its logarithm.
    ///
    /// - Throws: `CheckpointError`, also for a factor that is no finite number.
    func logitScale() throws -> Float {
        let logarithm = try scalar("logit_scale")
        let scale = exp(logarithm)
        guard scale.isFinite else { throw damaged("logit_scale", logarithm) }
        return scale
    }

    /// What a checkpoint that scores each label on its own adds to its logits.
    ///
    /// - Throws: `CheckpointError`, also for a value that is no finite number.
    func logitBias() throws -> Float {
        let bias = try scalar("logit_bias")
        guard bias.isFinite else { throw damaged("logit_bias", bias) }
        return bias
    }
}
