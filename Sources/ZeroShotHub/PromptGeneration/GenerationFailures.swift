/// Requests that failed for good while others succeed.
struct GenerationFailures {
    /// By the class's place: why the first answer is missing, and how many are.
    private var found: [Int: (error: GenerationError, missing: Int)] = [:]
    private let limit: Int
    private var inARow = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func succeeded() {
        inARow = 0
    }

    /// Notes a failure.
    ///
    /// - Throws: the error, where so many have failed in a row that the next ones would, too, or
    ///   where the server cannot be reached or wants a pause.
    mutating func add(_ error: GenerationError, about label: Int) throws {
        inARow += 1
        guard inARow < limit, !error.isUnreached, !error.isForAll else { throw error }
        found[label, default: (error, 0)].missing += 1
    }

    /// The classes of which answers are missing, in the caller's order.
    func incomplete(among labels: [String]) -> [GenerationSummary.Incomplete] {
        found.sorted { $0.key < $1.key }.map { label, failure in
            .init(label: labels[label], missing: failure.missing, error: failure.error)
        }
    }
}
