internal import Synchronization

/// Gathers items of several callers into batches that are computed one after the other.
///
/// A batch is computed in the task of one of its callers, who then hands over to the next. Where
/// nothing is computed, an item is computed at once, unless more are announced; while a batch is
/// computed, those that come gather for the next one.
final class Batcher<Item: Sendable, Output: Sendable>: Sendable {
    private enum Turn: Sendable {
        /// The caller computes the next batch, its own item in it.
        case lead
        case done(Result<Output, any Error>)
    }

    private struct Entry: Sendable {
        let item: Item
        let caller: CheckedContinuation<Turn, Never>
    }

    private struct State {
        /// Items that were announced and have not come.
        var announced = 0
        var waiting: [Entry] = []
        var isLed = false
        /// The leader, while it waits for more items.
        var gathering: CheckedContinuation<Void, Never>?
        var hasWaitedLongEnough = false
    }

    private let maximum: Int
    private let maximumWait: Duration
    private let compute: @Sendable ([Item]) async throws -> [Output]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - maximum: items of a batch.
    ///   - maximumWait: how long a batch waits for announced items.
    ///   - compute: one output for each item, in their order.
    init(
        maximum: Int, maximumWait: Duration,
        compute: @escaping @Sendable ([Item]) async throws -> [Output]
    ) {
        self.maximum = maximum
        self.maximumWait = maximumWait
        self.compute = compute
    }

    /// Says that items are on their way; for each follows ``output(of:)`` or ``withdraw()``.
    func announce(_ count: Int) {
        state.withLock { $0.announced += count }
    }

    /// Says that an announced item will not come.
    func withdraw() {
        change { $0.announced -= 1 }
    }

    /// What an announced item yields; it is computed together with others.
    ///
    /// - Throws: what `compute` throws for this item alone.
    func output(of item: Item) async throws -> Output {
        let turn = await withCheckedContinuation { caller in
            let leads = change { state in
                state.announced -= 1
                if state.isLed {
                    state.waiting.append(Entry(item: item, caller: caller))
                    return false
                }
                state.isLed = true
                return true
            }
            if leads { caller.resume(returning: .lead) }
        }
        switch turn {
        case .done(let result): return try result.get()
        case .lead: return try await lead(with: item).get()
        }
    }

    /// Items that came and are not being computed.
    var itemsWaiting: Int {
        state.withLock { $0.waiting.count }
    }

    private func lead(with own: Item) async -> Result<Output, any Error> {
        await gather()
        let others = state.withLock { state in
            let others = Array(state.waiting.prefix(maximum - 1))
            state.waiting.removeFirst(others.count)
            return others
        }
        let results = await results(of: [own] + others.map(\.item))
        for (other, result) in zip(others, results.dropFirst()) {
            other.caller.resume(returning: .done(result))
        }
        let next = state.withLock { state -> Entry? in
            guard !state.waiting.isEmpty else {
                state.isLed = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.caller.resume(returning: .lead)
        return results[0]
    }

    /// One for each item: what a single item brings about must not fail the others.
    private func results(of items: [Item]) async -> [Result<Output, any Error>] {
        do {
            let outputs = try await compute(items)
            precondition(outputs.count == items.count, "one output for each item")
            return outputs.map { .success($0) }
        } catch {
            guard items.count > 1 else { return [.failure(error)] }
        }
        var results: [Result<Output, any Error>] = []
        for item in items { results += await self.results(of: [item]) }
        return results
    }
}

// MARK: - Gathering

extension Batcher {
    /// Waits until a batch is full, nothing more is announced, or the time is over.
    private func gather() async {
        state.withLock { $0.hasWaitedLongEnough = false }
        guard state.withLock({ !isReady($0) }) else { return }
        await withTaskGroup { group in
            group.addTask {
                try? await Task.sleep(for: self.maximumWait)
                self.change { $0.hasWaitedLongEnough = true }
            }
            await withCheckedContinuation { leader in
                let goesOn = state.withLock { state in
                    if isReady(state) { return true }
                    state.gathering = leader
                    return false
                }
                if goesOn { leader.resume() }
            }
            group.cancelAll()
        }
    }

    private func isReady(_ state: State) -> Bool {
        state.hasWaitedLongEnough || state.announced == 0 || state.waiting.count >= maximum - 1
    }

    /// Changes the state, and lets the leader go on where that is what it waits for.
    @discardableResult
    private func change<Outcome>(_ body: (inout sending State) -> Outcome) -> Outcome {
        let (outcome, leader) = state.withLock { state in
            let outcome = body(&state)
            guard isReady(state) else {
                return (outcome, nil as CheckedContinuation<Void, Never>?)
            }
            defer { state.gathering = nil }
            return (outcome, state.gathering)
        }
        leader?.resume()
        return outcome
    }
}
