internal import COneDNN

/// The element-wise function that follows a product.
package enum Activation: Hashable, Sendable, CaseIterable {
    /// `x * sigmoid(1.702 * x)`, of OpenAI's CLIP.
    case quickGELU
    /// `x * (1 + erf(x / sqrt(2))) / 2`.
    case gelu
    /// The form of GELU with a hyperbolic tangent, of SigLIP.
    case geluTanh
    /// `max(x, 0)`.
    case relu

    /// What oneDNN calls the function, and its parameter.
    var operation: (kind: dnnl_alg_kind_t, alpha: Float) {
        switch self {
        case .quickGELU: (dnnl_eltwise_swish, 1.702)
        case .gelu: (dnnl_eltwise_gelu_erf, 0)
        case .geluTanh: (dnnl_eltwise_gelu_tanh, 0)
        case .relu: (dnnl_eltwise_relu, 0)
        }
    }
}
