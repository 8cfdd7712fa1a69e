/// Resizes a picture exactly as Pillow's `Image.resize` does for mode RGB, to the bit, while its
/// rows come in.
///
/// Only the part of the result that is asked for is computed, and only the rows that some output
/// still reads are held.
package struct PillowResampling {
    private let window: PixelWindow
    private var passes: any RowResampling
    /// The result as far as it is computed.
    private var pixels: [UInt8] = []

    /// Resizes a picture of size `source` to `size` and keeps the part `window` of the result.
    package init(
        from source: PixelSize, to size: PixelSize, _ filter: ResamplingFilter,
        keeping window: PixelWindow
    ) {
        precondition(
            window.columns.upperBound <= size.width && window.rows.upperBound <= size.height,
            "the window lies within the resized picture"
        )
        self.window = window
        passes =
            filter == .nearest
            ? NearestResampling(from: source, to: size, keeping: window)
            : WeightedResampling(from: source, to: size, filter, keeping: window)
        pixels.reserveCapacity(window.columns.count * window.rows.count * 3)
    }

    /// Takes the next rows of the picture, `[rows, width, 3]`.
    package mutating func take(_ rows: Span<UInt8>) {
        passes.take(rows, to: &pixels)
    }

    /// The result, once all rows have come in.
    package var image: RGBImage {
        RGBImage(width: window.columns.count, height: window.rows.count, pixels: pixels)
    }

    /// The part `window` of a whole picture resized to `size`.
    package static func resize(
        _ image: RGBImage, to size: PixelSize, _ filter: ResamplingFilter,
        keeping window: PixelWindow
    ) -> RGBImage {
        var resampling = PillowResampling(
            from: PixelSize(width: image.width, height: image.height), to: size, filter,
            keeping: window
        )
        resampling.take(image.pixels.span)
        return resampling.image
    }
}

/// Makes output rows of a picture's rows, which come from the top.
protocol RowResampling {
    /// Takes the next rows and adds the output rows that they complete, three bytes a pixel.
    mutating func take(_ rows: Span<UInt8>, to pixels: inout [UInt8])
}
