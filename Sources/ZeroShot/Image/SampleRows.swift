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

    /// Adds a row, whose last vector may have more samples than count.
    mutating func append(_ row: [SIMD8<Int16>]) {
        vectors.append(contentsOf: row[..<stride])
    }

    /// Takes away so many rows from the top.
    mutating func removeFirst(_ count: Int) {
        vectors.removeFirst(count * stride)
    }
}

extension [SIMD8<Int16>] {
    /// Replaces the first samples by a row's bytes.
    mutating func widen(_ bytes: Span<UInt8>) {
        let whole = bytes.count / 8
        for index in 0..<whole { self[index] = SIMD8(widening: bytes, at: index &* 8) }
        for index in whole * 8..<bytes.count { self[whole][index % 8] = Int16(bytes[index]) }
    }
}
