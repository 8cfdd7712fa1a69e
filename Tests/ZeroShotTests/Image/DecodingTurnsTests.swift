import Foundation
import Synchronization
import Testing

@testable import ZeroShot

struct DecodingTurnsTests {
    /// What went on at once in several threads.
    private final class Tally: Sendable {
        private struct Counts {
            var now = 0
            var most = 0
            var done = 0
        }

        private let counts = Mutex(Counts())

        func begin(_ amount: Int) {
            counts.withLock {
                $0.now += amount
                $0.most = max($0.most, $0.now)
            }
        }

        func end(_ amount: Int) {
            counts.withLock {
                $0.now -= amount
                $0.done += 1
            }
        }

        var most: Int { counts.withLock { $0.most } }
        var done: Int { counts.withLock { $0.done } }
        var now: Int { counts.withLock { $0.now } }
    }

    @Test func `pictures in the making never hold more than the limit together`() async throws {
        let turns = DecodingTurns(bytes: 100, besideTowers: 0)
        let tally = Tally()
        var results: [Int] = []
        try await ReadAhead(workers: 6, bytes: 1000, resultBytes: 1).forEach(
            0..<300,
            work: { number in
                let bytes = [10, 35, 60, 100][number % 4]
                return turns.decode(holding: bytes) {
                    tally.begin(bytes)
                    // Long enough for the others to come by.
                    for _ in 0..<20 { sched_yield() }
                    tally.end(bytes)
                    return number
                }
            },
            consume: { results.append($0) }
        )
        #expect(results == Array(0..<300))
        #expect(tally.most <= 100)
        #expect(tally.most > 60)
    }

    @Test func `a picture above the limit is decoded alone`() async throws {
        let turns = DecodingTurns(bytes: 100, besideTowers: 0)
        let tally = Tally()
        try await ReadAhead(workers: 4, bytes: 1000, resultBytes: 1).forEach(
            0..<40,
            work: { number in
                turns.decode(holding: 500) {
                    tally.begin(1)
                    for _ in 0..<20 { sched_yield() }
                    tally.end(1)
                }
            },
            consume: { _ in }
        )
        #expect(tally.most == 1)
        #expect(tally.done == 40)
    }

    @Test(arguments: [0, 2])
    func `while the towers compute, only the processors beside theirs decode`(
        besideTowers: Int
    ) async {
        let turns = DecodingTurns(bytes: 1000, besideTowers: besideTowers)
        let begun = Tally()
        let mayEnd = Mutex(false)
        func decodeOnThread() {
            Thread {
                turns.decode(holding: 1) {
                    begun.begin(1)
                    while !mayEnd.withLock({ $0 }) { sched_yield() }
                    begun.end(1)
                }
            }.start()
        }
        await turns.compute {
            for _ in 0..<5 { decodeOnThread() }
            while begun.now < besideTowers { await Task.yield() }
            for _ in 0..<200 { await Task.yield() }
            #expect(begun.now == besideTowers)
        }
        while begun.now < 5 { await Task.yield() }
        mayEnd.withLock { $0 = true }
        while begun.done < 5 { await Task.yield() }
        #expect(begun.most == 5)
    }

    @Test func `decoding goes on when the towers fail`() async {
        struct Failure: Error {}
        let turns = DecodingTurns(bytes: 10, besideTowers: 0)
        await #expect(throws: Failure.self) { try await turns.compute { throw Failure() } }
        #expect(turns.decode(holding: 1) { 7 } == 7)
    }
}
