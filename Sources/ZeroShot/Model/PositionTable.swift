/// How many patches a picture is high and wide.
struct PatchGrid: Hashable {
    let rows: Int
    let columns: Int

    var count: Int { rows * columns }
}

/// Learned positions of a square of patches, resized to the patches that a picture has.
struct PositionTable {
    private let values: [Float]  // [S, S, D]
    private let side: Int
    private let width: Int

    /// The table `[side, side, width]`, row by row.
    init(_ values: [Float], side: Int, width: Int) {
        precondition(values.count == side * side * width, "\(values.count) values of positions")
        self.values = values
        self.side = side
        self.width = width
    }

    /// `[rows, columns, width]`: interpolated linearly along both axes, averaged where they shrink.
    ///
    /// Source: `resize_positional_embeddings` in transformers' `modeling_siglip2.py`, that is
    /// `interpolate` in torch with `mode="bilinear"`, `align_corners=False` and `antialias=True`.
    func resized(to grid: PatchGrid) -> [Float] {
        let wide = Self.resample(
            values, outer: side, length: side, inner: width, to: grid.columns
        )  // [S, columns, D]
        return Self.resample(
            wide, outer: 1, length: side, inner: grid.columns * width, to: grid.rows
        )  // [rows, columns, D]
    }

    /// Resizes the middle axis: `[outer, length, inner]` to `[outer, newLength, inner]`.
    private static func resample(
        _ values: [Float], outer: Int, length: Int, inner: Int, to newLength: Int
    ) -> [Float] {
        let axis = ResamplingWindows(
            .bilinear, from: length, to: newLength, outputs: 0..<newLength
        )
        var result = [Float](repeating: 0, count: outer * newLength * inner)
        for block in 0..<outer {
            var next = 0
            for (output, window) in axis.windows.enumerated() {
                let target = (block * newLength + output) * inner
                for source in window {
                    let weight = Float(axis.weights[next])
                    next += 1
                    let start = (block * length + source) * inner
                    for index in 0..<inner {
                        result[target + index] += weight * values[start + index]
                    }
                }
            }
        }
        return result
    }
}
