internal import COneDNN

/// Turns the status of a oneDNN call into an error unless it is success.
func check(_ status: dnnl_status_t, during activity: OneDNNError.Activity) throws(OneDNNError) {
    if let error = OneDNNError(status: status.rawValue, during: activity) { throw error }
}

/// The handle that a oneDNN call makes.
func made(
    during activity: OneDNNError.Activity, by call: (inout OpaquePointer?) -> dnnl_status_t
) throws(OneDNNError) -> OpaquePointer {
    var handle: OpaquePointer?
    try unsafe check(call(&handle), during: activity)
    guard let handle = unsafe handle else {
        preconditionFailure("oneDNN reported success and made nothing while \(activity)")
    }
    return unsafe handle
}

extension OneDNNError {
    /// What a value of `dnnl_status_t` means; nil for success.
    init?(status: UInt32, during activity: Activity) {
        switch status {
        case dnnl_success.rawValue: return nil
        case dnnl_out_of_memory.rawValue: self = .outOfMemory(during: activity)
        case dnnl_unimplemented.rawValue: self = .notImplemented(during: activity)
        default: self = .failed(during: activity, status: status)
        }
    }
}
