import Synchronization
import Testing

@testable import OneDNN

/// Swift loops on OpenMP's threads.
struct ParallelTests {
    private func parts(_ count: Int, minimumPart: Int, threads: Int) throws -> [Range<Int>] {
        let engine = try Engine(threads: threads)
        let parts = Mutex<[Range<Int>]>([])
        engine.parallel(count, minimumPart: minimumPart) { part in
            parts.withLock { $0.append(part) }
        }
        return parts.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
    }

    @Test(arguments: [1, 2, 3, 5])
    func `every step is in exactly one part`(threads: Int) throws {
        for count in [0, 1, 2, 7, 64, 1000] {
            let found = try parts(count, minimumPart: 1, threads: threads)
            #expect(found.flatMap { Array($0) } == Array(0..<count))
            #expect(found.count <= max(threads, 1))
        }
    }

    @Test func `no part is shorter than asked for`() throws {
        let found = try parts(10, minimumPart: 4, threads: 8)
        #expect(found.map(\.count) == [5, 5])
        #expect(try parts(7, minimumPart: 4, threads: 8) == [0..<7])
    }

    @Test func `the parts run at the same time`() throws {
        let engine = try Engine(threads: 2)
        let arrived = Atomic(0)
        let met = Atomic(0)
        engine.parallel(2, minimumPart: 1) { _ in
            arrived.add(1, ordering: .sequentiallyConsistent)
            // Only another thread can make the count reach two.
            for _ in 0..<1_000_000_000 where arrived.load(ordering: .sequentiallyConsistent) == 2 {
                met.add(1, ordering: .sequentiallyConsistent)
                return
            }
        }
        #expect(met.load(ordering: .sequentiallyConsistent) == 2)
    }

    @Test func `a product after a loop still uses the engine's threads`() throws {
        let engine = try Engine(threads: 3)
        engine.parallel(300, minimumPart: 1) { _ in }
        let linear = try Linear(
            weights: [1, 2, 3, 4, 5, 6], outputs: 2, inputs: 3, bias: nil, on: engine
        )
        #expect(try linear(Tensor([1, 1, 1], shape: [1, 3], on: engine)).values == [6, 15])
    }
}
