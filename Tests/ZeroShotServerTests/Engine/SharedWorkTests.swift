import Testing

@testable import ZeroShotServer

struct SharedWorkTests {
    private struct Failure: Error, Equatable {}

    /// Lets a task go on when told to.
    private actor Gate {
        private var isOpen = false
        private var waiting: [CheckedContinuation<Void, Never>] = []
        private(set) var arrivals = 0

        func pass() async {
            arrivals += 1
            if isOpen { return }
            await withCheckedContinuation { waiting.append($0) }
        }

        func open() {
            isOpen = true
            waiting.forEach { $0.resume() }
            waiting = []
        }
    }

    @Test func `callers of one key share one computation`() async throws {
        let work = SharedWork<String, Int>()
        let gate = Gate()
        let values = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await work.value(for: "a") {
                        await gate.pass()
                        return 1
                    }
                }
            }
            while await gate.arrivals == 0 { await Task.yield() }
            // Until all others wait for the first.
            while work.callersWaiting(for: "a") < 7 { await Task.yield() }
            await gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(values == [Int](repeating: 1, count: 8))
        #expect(await gate.arrivals == 1)
    }

    @Test func `a failure reaches all who wait, and the next caller tries again`() async throws {
        let work = SharedWork<String, Int>()
        await #expect(throws: Failure.self) {
            try await work.value(for: "a") { throw Failure() }
        }
        #expect(try await work.value(for: "a") { 2 } == 2)
    }

    @Test func `the next caller takes over from one that was cancelled`() async throws {
        let work = SharedWork<String, Int>()
        let gate = Gate()
        let first = Task {
            try await work.value(for: "a") {
                await gate.pass()
                try Task.checkCancellation()
                return 1
            }
        }
        while await gate.arrivals == 0 { await Task.yield() }
        let second = Task { try await work.value(for: "a") { 2 } }
        while work.callersWaiting(for: "a") < 1 { await Task.yield() }
        first.cancel()
        await gate.open()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(try await second.value == 2)
    }
}
