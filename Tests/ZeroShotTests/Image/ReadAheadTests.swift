import Synchronization
import Testing

@testable import ZeroShot

struct ReadAheadTests {
    private struct Failure: Error {}

    @Test(arguments: [1, 2, 7])
    func `results come in the items' order`(workers: Int) async throws {
        var found: [Int] = []
        try await ReadAhead(workers: workers, bytes: 10, resultBytes: 1).forEach(
            0..<100,
            work: { number in
                // Every third item takes longer than its neighbours.
                for _ in 0..<(number % 3) * 5 { await Task.yield() }
                return number
            },
            consume: { found.append($0) }
        )
        #expect(found == Array(0..<100))
    }

    @Test func `no more than the window is begun and not consumed`() async throws {
        let open = Mutex((now: 0, most: 0))
        try await ReadAhead(workers: 3, bytes: 500, resultBytes: 100).forEach(
            0..<50,
            work: { number in
                open.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                return number
            },
            consume: { _ in
                for _ in 0..<5 { await Task.yield() }
                open.withLock { $0.now -= 1 }
            }
        )
        let most = open.withLock { $0.most }
        #expect(most <= 5)
    }

    /// Ends when all have begun that may: waiting for more would end the test by its time limit.
    @Test(.timeLimit(.minutes(1)))
    func `workers go on while the consumer is busy`() async throws {
        let begun = Mutex(0)
        var most: [Int] = []
        try await ReadAhead(workers: 2, bytes: 5, resultBytes: 1).forEach(
            0..<20,
            work: { number in
                begun.withLock { $0 += 1 }
                return number
            },
            consume: { number in
                while begun.withLock({ $0 }) < min(number + 5, 20) { await Task.yield() }
                most.append(begun.withLock { $0 })
            }
        )
        #expect(most == (0..<20).map { min($0 + 5, 20) })
    }

    @Test(.timeLimit(.minutes(1)))
    func `a slow first item holds up no more than the window`() async throws {
        let begun = Mutex(0)
        var found: [Int] = []
        try await ReadAhead(workers: 3, bytes: 5, resultBytes: 1).forEach(
            0..<20,
            work: { number in
                begun.withLock { $0 += 1 }
                while number == 0 && begun.withLock({ $0 }) < 5 { await Task.yield() }
                return number == 0 ? -begun.withLock { $0 } : number
            },
            consume: { found.append($0) }
        )
        #expect(found == [-5] + Array(1..<20))
    }

    @Test func `nothing to do ends at once`() async throws {
        try await ReadAhead(workers: 2, bytes: 5, resultBytes: 1).forEach(
            0..<0, work: { $0 }, consume: { _ in Issue.record("there was no item") }
        )
    }

    @Test func `a window is never smaller than the workers`() {
        #expect(ReadAhead(workers: 4, bytes: 1, resultBytes: 1000).window == 4)
        #expect(ReadAhead(workers: 4, bytes: 64_000, resultBytes: 1000).window == 64)
    }

    @Test func `the consumer's error ends the run`() async {
        let worked = Mutex(0)
        await #expect(throws: Failure.self) {
            try await ReadAhead(workers: 2, bytes: 4, resultBytes: 1).forEach(
                0..<1_000_000,
                work: { number in
                    worked.withLock { $0 += 1 }
                    return number
                },
                consume: { if $0 == 3 { throw Failure() } }
            )
        }
        #expect(worked.withLock { $0 } < 20)
    }

    @Test func `cancelling ends the run between two results`() async throws {
        let consumed = Mutex(0)
        let run = Task {
            try await ReadAhead(workers: 2, bytes: 4, resultBytes: 1).forEach(
                0..<1_000_000,
                work: { $0 },
                consume: { _ in consumed.withLock { $0 += 1 } }
            )
        }
        while consumed.withLock({ $0 }) == 0 { await Task.yield() }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
    }
}
