/// Rows of interleaved RGB samples, as the resampling passes hand them on.
///
/// Samples are bytes widened to 16 bits, eight to a vector. Rows are filled up with zeros to whole
/// groups of eight pixels.
struct SampleRows {
    /// Pixels in a row.
    let width: Int
    /// Vectors in a row: three for each group of eight pixels.
    let stride: Int
    /// All rows, one after the other.
    private(set) var vectors: [SIMD8<Int16>]

    /// Makes room for `count` rows of `width` pixels.
    init(width: Int, capacity count: Int) {
        self.width = width
        stride = Self.stride(ofWidth: width)
        vectors = []
        vectors.reserveCapacity(stride * count)
    }

    /// A part of a picture.
    init(_ image: RGBImage, _ window: PixelWindow) {
        let width = window.columns.count
        let stride = Self.stride(ofWidth: width)
        var vectors = [SIMD8<Int16>](repeating: SIMD8(), count: stride * window.rows.count)
        var result = vectors.mutableSpan
        for (index, row) in window.rows.enumerated() {
            let start = (row * image.width + window.columns.lowerBound) * 3
            let bytes = image.pixels.span.extracting(start..<start + width * 3)
            Self.widen(bytes, into: &result, at: index * stride)
        }
        self.width = width
        self.stride = stride
        self.vectors = vectors
    }

    /// The number of rows.
    var count: Int { vectors.count / stride }

    /// Vectors that a row of `width` pixels needs.
    static func stride(ofWidth width: Int) -> Int {
        (width + PixelGroup.size - 1) / PixelGroup.size * 3
    }

    /// Writes a row's bytes into vectors from `offset` on; lanes behind its end are left alone.
    static func widen(
        _ bytes: Span<UInt8>, into vectors: inout MutableSpan<SIMD8<Int16>>, at offset: Int
    ) {
        let whole = bytes.count / 8
        for index in 0..<whole {
            vectors[offset &+ index] = SIMD8(widening: bytes, at: index &* 8)
        }
        for index in whole * 8..<bytes.count {
            vectors[offset + whole][index % 8] = Int16(bytes[index])
        }
    }

    /// Adds the next eight samples.
    @inline(__always)
    mutating func append(_ samples: SIMD8<Int16>) {
        vectors.append(samples)
    }

    /// Adds the rows of another of the same width.
    mutating func append(_ rows: SampleRows) {
        vectors.append(contentsOf: rows.vectors)
    }

    /// The rows as a picture.
    var image: RGBImage {
        var pixels = [UInt8](repeating: 0, count: count * width * 3)
        var result = pixels.mutableSpan
        for row in 0..<count {
            let start = row * width * 3
            for (index, vector) in vectors[row * stride..<(row + 1) * stride].enumerated() {
                let bytes = SIMD8<UInt8>(truncatingIfNeeded: vector)
                for lane in 0..<min(8, max(0, width * 3 - index * 8)) {
                    result[start + index * 8 + lane] = bytes[lane]
                }
            }
        }
        return RGBImage(width: width, height: count, pixels: pixels)
    }
}
