/// Why a calibration cannot be learnt or used.
public enum CalibrationError: Error, Sendable, Equatable {
    /// A value that no calibration can have.
    case value(name: String, value: Double, expected: String)
    /// Thresholds for another number of labels.
    case labelCount(found: Int, expected: Int)
    /// Background prompts in another embedding space.
    case dimension(found: Int, expected: Int)
    /// Embeddings of background prompts that do not fill their rows.
    case backgroundSize(prompts: Int, dimension: Int, bytes: Int)
    /// An embedding of a background prompt that is not of unit length.
    case backgroundLength(prompt: String, length: Double)
    /// Independent decisions asked for where probabilities compete and no thresholds were learnt.
    case multiLabelWithoutThresholds
    /// Independent decisions and support images asked for where probabilities compete.
    case multiLabelWithSupport
    /// A similarity of a labelled image, counted from 0, is NaN or infinite.
    case similarity(image: Int)
    /// The labelled images teach nothing.
    case nothingLearnt(CalibrationFit)
}

extension CalibrationError: CustomStringConvertible {
    /// The sentence for people: what was found, what is expected, and what to do.
    public var description: String {
        switch self {
        case .value(let name, let value, let expected):
            "The calibration's \(name) is \(value); \(expected) is needed. \(Self.advice)"
        case .labelCount(let found, let expected):
            "The calibration has thresholds for \(found) labels, and there are \(expected). It was "
                + "learnt for another list of labels. \(Self.advice)"
        case .dimension(let found, let expected):
            "The calibration's background prompts have \(found) values each, the checkpoint's "
                + "embeddings \(expected). It was learnt with another checkpoint. \(Self.advice)"
        case .backgroundSize(let prompts, let dimension, let bytes):
            "The calibration's background prototypes take \(bytes) bytes; \(prompts) prompts of "
                + "\(dimension) float32 values were expected. The file is damaged. \(Self.advice)"
        case .backgroundLength(let prompt, let length):
            "The calibration's prototype of the background prompt '\(prompt)' has length "
                + "\(length); 1 was expected. The file is damaged. \(Self.advice)"
        case .multiLabelWithoutThresholds:
            "Labels cannot be decided independently here: this checkpoint's probabilities are a "
                + "softmax, in which labels compete, and no thresholds for single labels were "
                + "learnt. Learn them from labelled images with 'zeroshot evaluate --fit' and give "
                + "the label set, or use a SigLIP checkpoint, which judges each label on its own."
        case .multiLabelWithSupport:
            "Labels cannot be decided independently with support images here: this checkpoint's "
                + "probabilities are a softmax, in which labels compete, and thresholds were "
                + "learnt without support. Leave out one of the two, or use a SigLIP checkpoint."
        case .similarity(let image):
            "A similarity of labelled image \(image + 1) is not a finite number, so nothing can be "
                + "learnt. The checkpoint's weights are damaged or overflow; verify the checkpoint."
        case .nothingLearnt(let fit):
            "These labelled images teach nothing, and nothing was changed. "
                + fit.obstacles.joined(separator: " ")
        }
    }

    private static let advice = "Fit it anew with 'zeroshot evaluate --fit'."
}
