/// How often sources occur, by digests of 16 bytes: millions of them take little memory.
struct SourceCounts {
    private var digests: [SIMD2<Int>] = []
    private var counts: [UInt32] = []

    /// No source.
    init() {}

    /// Counts a source and those that `next` gives.
    ///
    /// - Throws: what `next` throws.
    init(_ first: String, _ next: () throws -> String?) rethrows {
        digests = [Self.digest(first)]
        while let source = try next() { digests.append(Self.digest(source)) }
        digests.sort(by: Self.precedes)
        // Each digest once, in place.
        var distinct = 0
        for place in digests.indices {
            if place > 0, digests[place] == digests[distinct - 1] {
                counts[distinct - 1] += 1
            } else {
                digests[distinct] = digests[place]
                counts.append(1)
                distinct += 1
            }
        }
        digests.removeLast(digests.count - distinct)
    }

    var isEmpty: Bool { digests.isEmpty }

    /// Takes one occurrence away; false where none is left.
    mutating func take(_ source: String) -> Bool {
        let digest = Self.digest(source)
        var range = 0..<digests.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if Self.precedes(digests[middle], digest) {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        let place = range.lowerBound
        guard place < digests.count, digests[place] == digest, counts[place] > 0 else {
            return false
        }
        counts[place] -= 1
        return true
    }

    private static func precedes(_ left: SIMD2<Int>, _ right: SIMD2<Int>) -> Bool {
        left.x == right.x ? left.y < right.y : left.x < right.x
    }

    /// 128 bits, under the keys of this process.
    private static func digest(_ source: String) -> SIMD2<Int> {
        func half(_ number: Int) -> Int {
            var hasher = Hasher()
            hasher.combine(number)
            for byte in source.utf8 { hasher.combine(byte) }
            return hasher.finalize()
        }
        return SIMD2(half(0), half(1))
    }
}
