internal import COneDNN

/// How the values of one argument lie in memory; owns an `onednn_layout_t`.
@safe
final class Layout {
    let handle: onednn_layout_t

    /// The layout with these strides, in elements; without strides the primitive chooses.
    init(
        _ dimensions: [Int], strides: [Int]?, in precision: Precision = .float32,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        precondition(dimensions.count <= Int(onednn_maximum_rank), "too many axes")
        let lengths = dimensions.map { Int64($0) }
        let strides = strides.map { $0.map { Int64($0) } }
        unsafe handle = try made(during: activity) { handle in
            let rank = Int32(lengths.count)
            let type = precision.elementType
            guard let strides else {
                return unsafe onednn_layout_create(&handle, rank, lengths, type, nil)
            }
            return unsafe onednn_layout_create(&handle, rank, lengths, type, strides)
        }
    }

    /// The dense row-major layout.
    convenience init(
        dense shape: Shape, in precision: Precision = .float32,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        try self.init(
            shape.dimensions, strides: shape.strides, in: precision, during: activity)
    }

    /// The layout of activations `[B, H, W, C]`, whose axes oneDNN names in the order B, C, H, W.
    init(
        activations shape: Shape, _ arrangement: FeatureMap.Arrangement,
        during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        let tag =
            switch arrangement {
            case .channelsFirst: dnnl_nchw
            case .channelsLast: dnnl_nhwc
            case .channelBlocks: dnnl_nChw16c
            }
        let lengths = [shape[0], shape[3], shape[1], shape[2]].map { Int64($0) }
        unsafe handle = try made(during: activity) { handle in
            unsafe onednn_layout_create_tagged(&handle, Int32(lengths.count), lengths, tag)
        }
    }

    /// The layout that a plan settled on for one of its arguments.
    init(
        of argument: dnnl_query_t, in plan: Plan, during activity: OneDNNError.Activity
    ) throws(OneDNNError) {
        unsafe handle = try made(during: activity) { handle in
            unsafe onednn_layout_create_from_plan(&handle, plan.handle, argument)
        }
    }

    deinit {
        unsafe onednn_layout_destroy(handle)
    }

    /// The number of float32 values that take the memory of this layout, padding included.
    var bufferCount: Int {
        let bytes = unsafe onednn_layout_size(handle)
        return (Int(bytes) + MemoryLayout<Float>.stride - 1) / MemoryLayout<Float>.stride
    }

    func isEqual(to other: Layout) -> Bool {
        unsafe onednn_layout_equal(handle, other.handle) != 0
    }
}
