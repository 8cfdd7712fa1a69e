internal import COneDNN

/// The implementation that oneDNN chose for an operation and its layouts; owns a
/// `dnnl_primitive_desc_t`.
@safe
final class Plan {
    let handle: dnnl_primitive_desc_t

    /// The plan that one of the `onednn_plan_…` calls makes.
    init(
        _ operations: PostOperations? = nil, during activity: OneDNNError.Activity,
        by call: (inout OpaquePointer?, dnnl_primitive_attr_t) -> dnnl_status_t
    ) throws(OneDNNError) {
        let attributes = try Attributes(operations, during: activity)
        unsafe handle = try made(during: activity) { handle in
            unsafe call(&handle, attributes.handle)
        }
    }

    deinit {
        unsafe dnnl_primitive_desc_destroy(handle)
    }
}
