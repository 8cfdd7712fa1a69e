internal import COneDNN

/// How a primitive computes; owns a `dnnl_primitive_attr_t`.
@safe
final class Attributes {
    let handle: dnnl_primitive_attr_t

    /// Full float32 precision whatever the environment says, and scratch memory given per run, so
    /// that it comes from the workspace.
    init(_ operations: PostOperations?, during activity: OneDNNError.Activity) throws(OneDNNError) {
        unsafe handle = try made(during: activity) { unsafe dnnl_primitive_attr_create(&$0) }
        try check(
            unsafe dnnl_primitive_attr_set_fpmath_mode(handle, dnnl_fpmath_mode_strict),
            during: activity)
        try check(
            unsafe dnnl_primitive_attr_set_scratchpad_mode(handle, dnnl_scratchpad_mode_user),
            during: activity)
        if let operations {
            try check(
                unsafe dnnl_primitive_attr_set_post_ops(handle, operations.handle),
                during: activity)
        }
    }

    deinit {
        unsafe dnnl_primitive_attr_destroy(handle)
    }
}
