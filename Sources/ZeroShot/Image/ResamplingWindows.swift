/// Which source positions make each output along one axis, and the exact weight of each.
///
/// Source: `precompute_coeffs` in Pillow's `libImaging/Resample.c`; the order of operations is the
/// same, so that the last bit agrees. Torch's antialiased interpolation has the same weights.
struct ResamplingWindows {
    /// For each output, the source positions that it reads.
    let windows: [Range<Int>]
    /// The weights of all windows, one window after the other; those of a window sum to 1.
    let weights: [Double]

    /// Computes the weights of `outputs`, a part of an axis resized from `length` to `newLength`.
    init(_ filter: ResamplingFilter, from length: Int, to newLength: Int, outputs: Range<Int>) {
        let scale = Double(length) / Double(newLength)
        // When shrinking, the kernel is stretched over all source positions that an output covers.
        let stretch = max(scale, 1)
        let inverse = 1 / stretch
        let support = filter.support * stretch

        var windows: [Range<Int>] = []
        var weights: [Double] = []
        windows.reserveCapacity(outputs.count)
        for output in outputs {
            let centre = (Double(output) + 0.5) * scale
            let first = max(0, Int(centre - support + 0.5))
            let end = min(length, Int(centre + support + 0.5))
            let start = weights.count
            var sum = 0.0
            for source in first..<end {
                let value = filter.weight(at: (Double(source) - centre + 0.5) * inverse)
                weights.append(value)
                sum += value
            }
            for index in start..<weights.count { weights[index] /= sum }
            windows.append(first..<end)
        }
        self.windows = windows
        self.weights = weights
    }
}
