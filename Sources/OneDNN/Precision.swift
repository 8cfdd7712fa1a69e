internal import COneDNN

/// What numbers are rounded to before they are multiplied. Sums are kept in float32, and so is all
/// that is no product of weights.
package enum Precision: String, Sendable, CaseIterable {
    case float32
    /// The upper half of a float32: its range with 8 significant bits.
    case bfloat16

    /// The processor features that multiply such numbers; nil where every processor does.
    package var instructions: String? {
        switch self {
        case .float32: nil
        case .bfloat16: "AVX-512 BF16 or AMX"
        }
    }

    /// Whether oneDNN may use those features here.
    ///
    /// oneDNN has code for bfloat16 on processors without them, too, which is slower than float32.
    package var isAvailable: Bool {
        switch self {
        case .float32: true
        case .bfloat16: onednn_has(dnnl_cpu_isa_avx512_core_bf16) != 0
        }
    }

    var elementType: dnnl_data_type_t {
        switch self {
        case .float32: dnnl_f32
        case .bfloat16: dnnl_bf16
        }
    }
}
