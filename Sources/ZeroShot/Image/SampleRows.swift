/// Some consecutive rows of interleaved RGB samples, as the vertical pass reads them.
///
/// Samples are bytes widened to 16 bits. Each row is filled up to whole vectors of eight.
struct SampleRows {
    /// Samples in a row.
    let rowLength: Int
    /// Vectors in a row.
    let stride: Int
    /// All rows, one after the other.
    private(set) var vectors: [SIMD8<Int16>] = []

    /// No rows yet, of `width` pixels each.
    init(width: Int) {
        rowLength = width * 3
        stride = (rowLength + 7) / 8
    }

    /// The number of rows.
    var count: Int { vectors.count / stride }

    /// Adds a row; what follows its samples in the memory given does not count.
    mutating func append(_ samples: [Int16]) {
        let bytes = unsafe samples.span.bytes
        for index in 0..<stride { vectors.append(SIMD8(bytes, at: index &* 16)) }
    }

    /// Takes away so many rows from the top.
    mutating func removeFirst(_ count: Int) {
        vectors.removeFirst(count * stride)
    }
}
