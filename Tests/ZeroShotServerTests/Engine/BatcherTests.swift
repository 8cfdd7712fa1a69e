import Synchronization
import Testing

@testable import ZeroShotServer

struct BatcherTests {
    private struct Failure: Error, Equatable {
        let item: Int
    }

    /// Doubles numbers, remembers its batches, and waits where it is told to.
    private final class Doubler: Sendable {
        let batches = Mutex<[[Int]]>([])
        private let holds = Atomic(false)

        init(holding: Bool = false) { holds.store(holding, ordering: .sequentiallyConsistent) }

        func release() { holds.store(false, ordering: .sequentiallyConsistent) }

        func compute(_ items: [Int]) async throws -> [Int] {
            batches.withLock { $0.append(items) }
            while holds.load(ordering: .sequentiallyConsistent) { await Task.yield() }
            if let bad = items.first(where: { $0 < 0 }) { throw Failure(item: bad) }
            return items.map { $0 * 2 }
        }
    }

    private func batcher(
        _ doubler: Doubler, maximum: Int = 4, wait: Duration = .seconds(3600)
    ) -> Batcher<Int, Int> {
        Batcher(maximum: maximum, maximumWait: wait) { try await doubler.compute($0) }
    }

    @Test func `announced items are computed together, each caller getting its own`() async throws {
        let doubler = Doubler()
        let batcher = batcher(doubler)
        batcher.announce(4)
        let outputs = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for item in 1...4 {
                group.addTask { (item, try await batcher.output(of: item)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(outputs == [1: 2, 2: 4, 3: 6, 4: 8])
        #expect(doubler.batches.withLock { $0.map(\.count) } == [4])
    }

    @Test func `a batch has no more items than it may`() async throws {
        let doubler = Doubler()
        let batcher = batcher(doubler, maximum: 3)
        batcher.announce(7)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for item in 1...7 { group.addTask { try await batcher.output(of: item) } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 56)
        #expect(doubler.batches.withLock { $0.allSatisfy { $0.count <= 3 } })
        #expect(doubler.batches.withLock { $0.flatMap(\.self).sorted() } == Array(1...7))
    }

    @Test func `items that come while a batch is computed make the next one`() async throws {
        let doubler = Doubler(holding: true)
        let batcher = batcher(doubler)
        batcher.announce(1)
        let first = Task { try await batcher.output(of: 1) }
        while doubler.batches.withLock(\.isEmpty) { await Task.yield() }
        batcher.announce(2)
        let second = Task { try await batcher.output(of: 2) }
        let third = Task { try await batcher.output(of: 3) }
        while batcher.itemsWaiting < 2 { await Task.yield() }
        doubler.release()
        #expect(try await [first.value, second.value, third.value] == [2, 4, 6])
        #expect(doubler.batches.withLock { $0.map { $0.sorted() } } == [[1], [2, 3]])
    }

    @Test func `an item that is withdrawn is not waited for`() async throws {
        let doubler = Doubler()
        let batcher = batcher(doubler)
        batcher.announce(2)
        let only = Task { try await batcher.output(of: 5) }
        batcher.withdraw()
        #expect(try await only.value == 10)
    }

    @Test func `announced items that do not come are waited for no longer than set`() async throws {
        let doubler = Doubler()
        let batcher = batcher(doubler, wait: .milliseconds(1))
        batcher.announce(2)
        #expect(try await batcher.output(of: 5) == 10)
        #expect(try await batcher.output(of: 6) == 12)
    }

    @Test func `an item that fails does not fail the others of its batch`() async throws {
        let doubler = Doubler()
        let batcher = batcher(doubler)
        batcher.announce(3)
        let results = await withTaskGroup(of: Result<Int, any Error>.self) { group in
            for item in [1, -2, 3] {
                group.addTask {
                    do { return .success(try await batcher.output(of: item)) } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.compactMap { try? $0.get() }.sorted() == [2, 6])
        #expect(
            results.compactMap { result in
                if case .failure(let error as Failure) = result { error.item } else { nil }
            } == [-2])
    }
}
