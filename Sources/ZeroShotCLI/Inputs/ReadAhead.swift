/// Works on items ahead of their consumer, on several threads, and hands results over in order.
struct ReadAhead: Sendable {
    /// Items that are worked on at once.
    let workers: Int
    /// Results that may wait for the consumer, those being worked on included.
    let window: Int

    /// A window that holds at most `bytes` of results of `resultBytes` each, and one result for
    /// each worker at least.
    init(workers: Int, bytes: Int, resultBytes: Int) {
        self.workers = max(1, workers)
        window = max(self.workers, bytes / max(1, resultBytes))
    }

    /// Calls `consume` with the result of each item, in the items' order.
    ///
    /// Never more than `window` items are begun and not consumed, so what a slow consumer or a
    /// slow first item holds up stays bounded.
    ///
    /// - Throws: what `consume` throws, and `CancellationError`.
    func forEach<Item: Sendable, Result: Sendable>(
        _ items: some Sequence<Item>,
        work: @escaping @Sendable (Item) async -> Result,
        consume: (Result) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (number: Int, result: Result).self) { group in
            var rest = items.makeIterator()
            var finished: [Int: Result] = [:]
            var (begun, running, consumed) = (0, 0, 0)

            func begin() {
                while running < workers, begun - consumed < window, let item = rest.next() {
                    let number = begun
                    group.addTask { (number, await work(item)) }
                    begun += 1
                    running += 1
                }
            }

            begin()
            while running > 0 {
                guard let (number, result) = try await group.next() else { break }
                running -= 1
                finished[number] = result
                begin()
                while let next = finished.removeValue(forKey: consumed) {
                    try Task.checkCancellation()
                    try await consume(next)
                    consumed += 1
                    begin()
                }
            }
        }
    }
}
