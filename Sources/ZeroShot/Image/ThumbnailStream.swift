internal import ImageCodecs

/// Makes a thumbnail of a picture while its rows come in.
struct ThumbnailStream: RowReceiver {
    /// Where artefacts begin to show at this size; a thumbnail then takes about 3 KB.
    private static let quality = 70

    private var resampling: PillowResampling?

    mutating func begin(width: Int, height: Int) {
        let size = Self.size(for: PixelSize(width: width, height: height))
        resampling = PillowResampling(
            from: PixelSize(width: width, height: height), to: size, .bilinear,
            keeping: PixelWindow(of: size))
    }

    mutating func take(_ rows: Span<UInt8>) {
        resampling?.take(rows)
    }

    /// The thumbnail, once all rows have come in.
    func finish() throws(ImageCodecError) -> Thumbnail {
        guard let image = resampling?.image else {
            preconditionFailure("a picture was finished before it began")
        }
        return Thumbnail(
            width: image.width, height: image.height,
            jpeg: try JPEGEncoder.encode(
                image.pixels, width: image.width, height: image.height, quality: Self.quality))
    }

    /// The size in proportion whose longer side is that of a thumbnail; none is enlarged.
    static func size(for size: PixelSize) -> PixelSize {
        let longer = max(size.width, size.height)
        guard longer > Thumbnail.longestSide else { return size }
        func scaled(_ side: Int) -> Int {
            max(1, (side * Thumbnail.longestSide + longer / 2) / longer)
        }
        return PixelSize(width: scaled(size.width), height: scaled(size.height))
    }
}

/// Hands a picture's rows to its preprocessing, and to its thumbnail where one is wanted.
struct ReadingStream: RowReceiver {
    private(set) var pixels: PixelStream
    private(set) var thumbnail: ThumbnailStream?

    init(_ pixels: PixelStream, thumbnail: Bool) {
        self.pixels = pixels
        self.thumbnail = thumbnail ? ThumbnailStream() : nil
    }

    mutating func begin(width: Int, height: Int) {
        pixels.begin(width: width, height: height)
        // Weights for a longer side would take memory that nothing bounds.
        if max(width, height) > ImagePreprocessor.maximumSide { thumbnail = nil }
        thumbnail?.begin(width: width, height: height)
    }

    mutating func take(_ rows: Span<UInt8>) {
        pixels.take(rows)
        thumbnail?.take(rows)
    }
}
