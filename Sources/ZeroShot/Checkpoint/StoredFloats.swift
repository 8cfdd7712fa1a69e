internal import OneDNN

/// A stored tensor's elements as single precision, row-major, for a layer to pack.
///
/// Float32 is read where it lies in the file, and its pages are let go with the last copy of this
/// value: of packed weights nothing else stays in memory. Other types are converted.
struct StoredFloats: WeightSource {
    private enum Storage {
        case mapped(MappedFloats)
        case converted([Float])
    }

    private let storage: Storage
    private let range: Range<Int>

    init(_ converted: [Float]) {
        storage = .converted(converted)
        range = converted.indices
    }

    init(_ mapped: MappedFloats) {
        storage = .mapped(mapped)
        range = 0..<mapped.count
    }

    private init(_ storage: Storage, _ range: Range<Int>) {
        self.storage = storage
        self.range = range
    }

    var count: Int { range.count }

    /// Some consecutive elements; no value is copied.
    subscript(part: Range<Int>) -> StoredFloats {
        precondition(
            part.lowerBound >= 0 && part.upperBound <= count, "elements \(part) of \(count)"
        )
        let start = range.lowerBound
        return StoredFloats(storage, start + part.lowerBound..<start + part.upperBound)
    }

    func withSpan<R, E: Error>(_ body: (Span<Float>) throws(E) -> R) throws(E) -> R {
        switch storage {
        case .mapped(let floats):
            try floats.withSpan { (span) throws(E) in try body(span.extracting(range)) }
        case .converted(let floats): try body(floats.span.extracting(range))
        }
    }
}
