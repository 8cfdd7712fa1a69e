/// Works on items ahead of their consumer, on threads of its own, and hands results over in order.
package struct ReadAhead: Sendable {
    /// Items that are worked on at once.
    package let workers: Int
    /// Results that may wait for the consumer, those being worked on included.
    package let window: Int

    /// A window that holds at most `bytes` of results of `resultBytes` each, and one result for
    /// each worker at least.
    package init(workers: Int, bytes: Int, resultBytes: Int) {
        self.workers = max(1, workers)
        window = max(self.workers, bytes / max(1, resultBytes))
    }

    /// Calls `consume` with the result of each item, in the items' order.
    ///
    /// The workers go on while `consume` runs. Never more than `window` items are begun and not
    /// consumed, so what a slow consumer or a slow first item holds up stays bounded.
    ///
    /// - Throws: what `consume` throws, and `CancellationError`.
    package func forEach<Item: Sendable, Result: Sendable>(
        _ items: some Sequence<Item> & Sendable,
        work: @escaping @Sendable (Item) async -> Result,
        consume: (Result) async throws -> Void
    ) async throws {
        let queue = ReadAheadQueue<Item, Result>(items, window: window)
        let threads = WorkerThreads(count: workers)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask(executorPreference: threads) {
                    while let (number, item) = await queue.begin() {
                        queue.finish(number, await work(item))
                    }
                }
            }
            // Workers that wait for room would wait for ever once the consumer has stopped.
            defer { queue.close() }
            while let result = await queue.next() {
                try Task.checkCancellation()
                try await consume(result)
            }
            try Task.checkCancellation()
        }
    }
}
