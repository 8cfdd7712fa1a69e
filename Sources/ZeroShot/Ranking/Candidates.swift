/// Those of many numbered things that may have a place among the best, by scores that are not exact.
///
/// A buffer is sorted and cut whenever it is full, so many things cost one pass and a few small
/// sorts. Where very many have the same score it grows with them, by doubling.
struct Candidates {
    struct Entry {
        let number: Int
        let score: Float
    }

    private let wanted: Int
    private let margin: Float
    private var entries: [Entry] = []
    private var limit: Int
    /// A later thing with a score that is not above it has no place.
    private(set) var bar = -Float.infinity

    /// - Parameters:
    ///   - wanted: how many are to be the best, at least 1.
    ///   - margin: twice as much as a score may be off.
    init(wanted: Int, margin: Float) {
        precondition(wanted > 0, "a ranking keeps at least one place")
        self.wanted = wanted
        self.margin = margin
        limit = wanted > Int.max / 4 ? .max : 2 * wanted + 2
    }

    /// Takes the next thing, with a score above the bar.
    mutating func add(_ entry: Entry) {
        if entries.isEmpty { entries.reserveCapacity(min(limit, 32)) }
        entries.append(entry)
        guard entries.count >= limit else { return }
        narrow()
        limit = max(limit, 2 * entries.count)
    }

    /// The things that may be among the best, the highest score first.
    mutating func best() -> [Entry] {
        narrow()
        return entries
    }

    /// Sorts the things, and leaves out those that have no place.
    private mutating func narrow() {
        entries.sort { $0.score > $1.score }
        guard entries.count > wanted else { return }
        bar = (entries[wanted - 1].score - margin).nextDown
        while let last = entries.last, last.score <= bar { entries.removeLast() }
    }
}
