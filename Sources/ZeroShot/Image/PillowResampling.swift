/// Resizes pictures exactly as Pillow's `Image.resize` does for mode RGB, to the bit.
///
/// Along one axis, rounded to bytes, then along the other; an axis that keeps its length is left
/// alone. Only the part of the result that is asked for is computed. Source: Pillow 13,
/// `libImaging/Resample.c`, and `ImagingScaleAffine` in `Geometry.c` for the nearest pixel.
package enum PillowResampling {
    /// Output rows that are computed together.
    ///
    /// It bounds the memory for the rows between the passes. A smaller number computes more rows
    /// twice, since neighbouring outputs share source rows.
    private static let bandHeight = 64

    /// The part `window` of the picture resized to `size`.
    package static func resize(
        _ image: RGBImage, to size: PixelSize, _ filter: ResamplingFilter,
        keeping window: PixelWindow
    ) -> RGBImage {
        precondition(
            window.columns.upperBound <= size.width && window.rows.upperBound <= size.height,
            "the window lies within the resized picture"
        )
        if filter == .nearest { return pickNearest(image, to: size, keeping: window) }

        let weights =
            size.width == image.width
            ? nil
            : ResamplingWeights(
                filter, from: image.width, to: size.width, outputs: window.columns
            )
        let horizontal = weights.map(HorizontalPass.init)
        let columns = weights?.sources ?? window.columns
        let rowsFirst = beginsWithRows(image, size)

        var result = SampleRows(width: window.columns.count, capacity: window.rows.count)
        var remaining = window.rows
        while !remaining.isEmpty {
            let band = remaining.prefix(bandHeight)
            remaining = remaining.dropFirst(bandHeight)
            let weights =
                size.height == image.height
                ? nil
                : ResamplingWeights(filter, from: image.height, to: size.height, outputs: band)
            let vertical = weights.map(VerticalPass.init)
            let rows = weights?.sources ?? band

            var samples: SampleRows
            if let horizontal, !rowsFirst {
                samples = horizontal(image, rows: rows)
                if let vertical { samples = vertical(samples) }
            } else {
                samples = SampleRows(image, PixelWindow(columns: columns, rows: rows))
                if let vertical { samples = vertical(samples) }
                if let horizontal { samples = horizontal(samples) }
            }
            result.append(samples)
        }
        return result.image
    }

    /// Whether the vertical pass comes first: the height shrinks by more than twice the pixels that
    /// the width shrinks by.
    ///
    /// Pillow does so since version 13, to have less work. The order shows in the last bit, since
    /// the first pass is rounded to bytes. The factor two is measured: it explains the results of
    /// Pillow 13.0.0 for all of many thousand sizes.
    private static func beginsWithRows(_ image: RGBImage, _ size: PixelSize) -> Bool {
        size.height < image.height
            && image.height - size.height > 2 * (image.width - size.width)
    }

    private static func pickNearest(
        _ image: RGBImage, to size: PixelSize, keeping window: PixelWindow
    ) -> RGBImage {
        let columns = nearest(from: image.width, to: size.width, window.columns)
        let rows = nearest(from: image.height, to: size.height, window.rows)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(columns.count * rows.count * 3)
        for row in rows {
            for column in columns {
                let start = (row * image.width + column) * 3
                pixels.append(image.pixels[start])
                pixels.append(image.pixels[start + 1])
                pixels.append(image.pixels[start + 2])
            }
        }
        return RGBImage(width: columns.count, height: rows.count, pixels: pixels)
    }

    /// The source position under the middle of each output.
    ///
    /// Pillow adds up steps instead of multiplying. The rounding errors of the sum decide which
    /// pixel is taken, so the sum begins at the first output even when that is not asked for.
    private static func nearest(
        from length: Int, to newLength: Int, _ outputs: Range<Int>
    ) -> [Int] {
        let step = Double(length) / Double(newLength)
        var position = step * 0.5
        var result: [Int] = []
        for output in 0..<outputs.upperBound {
            if outputs.contains(output) {
                // Only beyond 2^26 outputs could the errors push the sum over the edge.
                result.append(min(Int(position), length - 1))
            }
            position += step
        }
        return result
    }
}
