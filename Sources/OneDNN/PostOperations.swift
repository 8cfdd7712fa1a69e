internal import COneDNN

/// What a primitive does to its result before it writes it; owns a `dnnl_post_ops_t`.
@safe
final class PostOperations {
    let handle: dnnl_post_ops_t
    private let activity: OneDNNError.Activity
    private var count: Int32 = 0

    init(during activity: OneDNNError.Activity) throws(OneDNNError) {
        self.activity = activity
        unsafe handle = try made(during: activity) { unsafe dnnl_post_ops_create(&$0) }
    }

    deinit {
        unsafe dnnl_post_ops_destroy(handle)
    }

    /// Adds what the destination holds before the run.
    func addDestination() throws(OneDNNError) {
        try check(unsafe onednn_append_sum(handle), during: activity)
        count += 1
    }

    func apply(_ activation: Activation) throws(OneDNNError) {
        let (kind, alpha) = activation.operation
        try check(unsafe onednn_append_eltwise(handle, kind, alpha), during: activity)
        count += 1
    }

    func scale(by factor: Float) throws(OneDNNError) {
        try check(
            unsafe onednn_append_eltwise(handle, dnnl_eltwise_linear, factor), during: activity)
        count += 1
    }

    /// Multiplies by an operand, repeated along its axes of length 1, and returns its role.
    func multiply(by operand: Layout) throws(OneDNNError) -> Int32 {
        try append(dnnl_binary_mul, operand)
    }

    /// Adds an operand, repeated along its axes of length 1, and returns its role.
    func add(_ operand: Layout) throws(OneDNNError) -> Int32 {
        try append(dnnl_binary_add, operand)
    }

    private func append(
        _ kind: dnnl_alg_kind_t, _ operand: Layout
    ) throws(OneDNNError) -> Int32 {
        try check(unsafe onednn_append_binary(handle, kind, operand.handle), during: activity)
        count += 1
        return onednn_post_operation_argument(count - 1)
    }
}
