/// Which source pixels make each output pixel along one axis, and how much each counts.
///
/// Source: `precompute_coeffs` and `normalize_coeffs_8bpc` in Pillow's `libImaging/Resample.c`.
struct ResamplingWeights {
    /// For each output, the source positions that it reads.
    let windows: [Range<Int>]
    /// The weights of all windows, one window after the other.
    let weights: [Int32]

    /// Computes the weights of `outputs`, a part of an axis resized from `length` to `newLength`.
    init(_ filter: ResamplingFilter, from length: Int, to newLength: Int, outputs: Range<Int>) {
        let exact = ResamplingWindows(filter, from: length, to: newLength, outputs: outputs)
        windows = exact.windows
        weights = exact.weights.map(FixedPoint.weight)
    }

    /// All source positions that any output reads.
    var sources: Range<Int> {
        guard let first = windows.first, let last = windows.last else { return 0..<0 }
        return first.lowerBound..<last.upperBound
    }
}
