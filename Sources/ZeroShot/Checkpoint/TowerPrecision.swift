internal import OneDNN

/// What the linear layers of the transformer blocks multiply in, nearly all work of a tower.
///
/// Everything else is float32 in any case: patches, convolutions, attention's own products, norms,
/// poolings, projections and all sums.
public enum TowerPrecision: String, Sendable, CaseIterable {
    /// Single precision, as the references compute.
    case fp32
    /// Weights and inputs rounded to 8 significant bits.
    case bf16
    /// Weights and inputs rounded to 8-bit integers, with a scale for each output of a layer and
    /// one for each token, found while it is computed.
    case int8

    /// As a report names it: `float32`, `bfloat16` or `int8`.
    public var name: String { arithmetic.rawValue }

    /// Whether this processor multiplies such numbers faster than those of float32.
    public var isAvailable: Bool { arithmetic.isAvailable }

    /// Makes sure that this processor can compute in this precision.
    ///
    /// - Throws: `PrecisionError`.
    public func requireProcessor() throws {
        guard !isAvailable, let needed = arithmetic.instructions else { return }
        throw PrecisionError.missingInstructions(
            precision: self, needed: needed, found: Engine.instructionSet
        )
    }

    var arithmetic: Precision {
        switch self {
        case .fp32: .float32
        case .bf16: .bfloat16
        case .int8: .int8
        }
    }
}

/// Why a checkpoint cannot be computed in the precision asked for.
public enum PrecisionError: Error, Equatable, Sendable {
    /// The processor, as oneDNN sees it, has none of the instructions that make the precision pay.
    case missingInstructions(precision: TowerPrecision, needed: String, found: String)
}

extension PrecisionError: CustomStringConvertible {
    /// What is needed, what was found, and what to do.
    public var description: String {
        switch self {
        case .missingInstructions(let precision, let needed, let found):
            """
            \(precision.rawValue) needs a processor with \(needed); oneDNN finds \(found) here \
            (ONEDNN_MAX_CPU_ISA, where it is set, hides the rest). Compute in fp32, or on another \
            machine.
            """
        }
    }
}
