internal import COneDNN

/// The layouts of a product `destination = source * weights + bias`, over leading batch axes where
/// there are any.
struct MatrixProduct {
    let source: Layout
    let weights: Layout
    let bias: Layout?
    let destination: Layout

    func plan(
        _ operations: PostOperations?, on engine: Engine, during activity: OneDNNError.Activity
    ) throws(OneDNNError) -> Plan {
        engine.claimThread()
        return try unsafe Plan(operations, during: activity) { handle, attributes in
            unsafe onednn_plan_matmul(
                &handle, engine.handle, source.handle, weights.handle, bias?.handle,
                destination.handle, attributes)
        }
    }
}
