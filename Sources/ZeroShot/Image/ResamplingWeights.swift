/// Which source pixels make each output pixel along one axis, and how much each counts.
///
/// Source: `precompute_coeffs` in Pillow's `libImaging/Resample.c`; the order of operations is the
/// same, so that the last bit agrees.
struct ResamplingWeights {
    /// For each output, the source positions that it reads.
    let windows: [Range<Int>]
    /// The weights of all windows, one window after the other.
    let weights: [Int32]

    /// Computes the weights of `outputs`, a part of an axis resized from `length` to `newLength`.
    init(_ filter: ResamplingFilter, from length: Int, to newLength: Int, outputs: Range<Int>) {
        let scale = Double(length) / Double(newLength)
        // When shrinking, the kernel is stretched over all source pixels that an output covers.
        let stretch = max(scale, 1)
        let inverse = 1 / stretch
        let support = filter.support * stretch

        var windows: [Range<Int>] = []
        var weights: [Int32] = []
        windows.reserveCapacity(outputs.count)
        var values: [Double] = []
        for output in outputs {
            let centre = (Double(output) + 0.5) * scale
            let first = max(0, Int(centre - support + 0.5))
            let end = min(length, Int(centre + support + 0.5))
            values.removeAll(keepingCapacity: true)
            var sum = 0.0
            for source in first..<end {
                let value = filter.weight(at: (Double(source) - centre + 0.5) * inverse)
                values.append(value)
                sum += value
            }
            windows.append(first..<end)
            for value in values { weights.append(FixedPoint.weight(value / sum)) }
        }
        self.windows = windows
        self.weights = weights
    }

    /// All source positions that any output reads.
    var sources: Range<Int> {
        guard let first = windows.first, let last = windows.last else { return 0..<0 }
        return first.lowerBound..<last.upperBound
    }
}
