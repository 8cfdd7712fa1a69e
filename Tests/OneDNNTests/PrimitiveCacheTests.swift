import Testing

@testable import OneDNN

struct PrimitiveCacheTests {
    @Test func `what was made is made once`() throws {
        var cache = PrimitiveCache<Int, String>()
        var made: [Int] = []
        for size in [1, 2, 1, 2, 1] {
            let value = try cache(size) { () throws(OneDNNError) in
                made.append(size)
                return "primitive \(size)"
            }
            #expect(value == "primitive \(size)")
        }
        #expect(made == [1, 2])
    }

    @Test func `it stays bounded and drops what was not used for longest`() throws {
        var cache = PrimitiveCache<Int, Int>()
        for size in 0..<1000 {
            _ = try cache(size) { () throws(OneDNNError) in size }
            _ = try cache(0) { () throws(OneDNNError) in -1 }
        }
        #expect(cache.count == 64)
        #expect(try cache(0) { () throws(OneDNNError) in -1 } == 0)
        #expect(try cache(999) { () throws(OneDNNError) in -1 } == 999)
        #expect(try cache(1) { () throws(OneDNNError) in -1 } == -1)
    }

    @Test func `a failure is not kept`() throws {
        var cache = PrimitiveCache<Int, Int>()
        #expect(throws: OneDNNError.threadCount(0)) {
            try cache(1) { () throws(OneDNNError) in throw .threadCount(0) }
        }
        #expect(try cache(1) { () throws(OneDNNError) in 5 } == 5)
    }
}
