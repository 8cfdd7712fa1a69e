/// What oneDNN could not do.
///
/// Mistakes in shapes are not errors: they trap.
package enum OneDNNError: Error, Hashable, CustomStringConvertible {
    /// An engine was asked to run on fewer than one thread.
    case threadCount(Int)
    /// The processor has no instructions that multiply in this precision.
    case missingInstructions(Precision)
    /// The system had no memory left for oneDNN.
    case outOfMemory(during: Activity)
    /// This version of oneDNN has no code for the operation on this processor.
    case notImplemented(during: Activity)
    /// Any other status that oneDNN returned.
    case failed(during: Activity, status: UInt32)

    /// What was going on when a call failed.
    package enum Activity: Hashable, Sendable {
        case startingEngine
        case preparing(Kernel, Shape)
        case running(Kernel, Shape)
    }

    /// The operations that the border offers.
    package enum Kernel: String, Sendable {
        case matrixProduct = "matrix product"
        case convolution
        case averagePool = "average pooling"
        case layerNorm = "layer normalization"
        case softmax
        case attention
        case packing = "weight packing"
        case rearranging
        case rounding
        case scaling
    }

    package var description: String {
        switch self {
        case .threadCount(let count):
            "\(count) threads were asked for; oneDNN needs at least 1. "
                + "Name a count of 1 or more."
        case .missingInstructions(let precision):
            "\(precision.rawValue) needs a processor with \(precision.instructions ?? "no more"), "
                + "and oneDNN \(Engine.version) finds \(Engine.instructionSet) here. "
                + "Use float32."
        case .outOfMemory(let activity):
            "oneDNN ran out of memory while \(activity). "
                + "Use a smaller batch, or free memory on this machine."
        case .notImplemented(let activity):
            "oneDNN \(Engine.version) (\(Engine.instructionSet)) found no implementation for this "
                + "processor while \(activity). Versions from 2.6 on x86-64 have one."
        case .failed(let activity, let status):
            "oneDNN \(Engine.version) (\(Engine.instructionSet)) failed while \(activity), "
                + "with status \(status). `zeroshot doctor` tests this machine's oneDNN."
        }
    }
}

extension OneDNNError.Activity: CustomStringConvertible {
    package var description: String {
        switch self {
        case .startingEngine: "starting its engine"
        case .preparing(let kernel, let shape): "preparing a \(kernel.rawValue) of \(shape)"
        case .running(let kernel, let shape): "running a \(kernel.rawValue) of \(shape)"
        }
    }
}
