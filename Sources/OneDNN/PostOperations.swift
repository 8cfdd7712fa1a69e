internal import COneDNN

/// What a primitive does to its result before it writes it; owns a `dnnl_post_ops_t`.
@safe
final class PostOperations {
    let handle: dnnl_post_ops_t
    private let activity: OneDNNError.Activity

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
    }

    func apply(_ activation: Activation) throws(OneDNNError) {
        let (kind, alpha) = activation.operation
        try check(unsafe onednn_append_eltwise(handle, kind, alpha), during: activity)
    }

    func scale(by factor: Float) throws(OneDNNError) {
        try check(
            unsafe onednn_append_eltwise(handle, dnnl_eltwise_linear, factor), during: activity)
    }
}
