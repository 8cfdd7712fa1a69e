internal import COneDNN

/// What a linear layer rounds its weights and inputs to before it multiplies them.
///
/// Results are float32 in any case.
package enum Precision: String, Sendable, CaseIterable {
    case float32
    /// The upper half of a float32: its range with 8 significant bits.
    case bfloat16
    /// Whole steps from -127 to 127; a step is worth a 127th of the largest magnitude in the row of
    /// weights or of inputs.
    case int8

    /// The processor features that multiply such numbers; nil where every processor does.
    package var instructions: String? {
        switch self {
        case .float32: nil
        case .bfloat16: "AVX-512 BF16 or AMX"
        case .int8: "AVX-512 VNNI"
        }
    }

    /// Whether oneDNN may use those features here.
    ///
    /// oneDNN has code for bfloat16 on processors without them, too, which is slower than float32.
    package var isAvailable: Bool {
        switch self {
        case .float32: true
        case .bfloat16: onednn_has(dnnl_cpu_isa_avx512_core_bf16) != 0
        case .int8: onednn_has(dnnl_cpu_isa_avx512_core_vnni) != 0
        }
    }

    /// Bytes of a number.
    var size: Int {
        switch self {
        case .float32: 4
        case .bfloat16: 2
        case .int8: 1
        }
    }

    var elementType: dnnl_data_type_t {
        switch self {
        case .float32: dnnl_f32
        case .bfloat16: dnnl_bf16
        case .int8: dnnl_s8
        }
    }
}
