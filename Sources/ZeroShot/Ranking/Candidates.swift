/// Those of many numbered things that may have a place among the best, by scores that are not exact.
///
/// A buffer is cut whenever it is full, so many things cost one pass and a few small sorts. Where
/// very many have the same score it grows with them, by doubling.
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

    /// Raises the bar where a caller knows as many things with at least this score as are wanted.
    mutating func raiseBar(below score: Float) {
        bar = max(bar, (score - margin).nextDown)
    }

    /// The things that may be among the best, in no order.
    mutating func best() -> [Entry] {
        narrow()
        return entries
    }

    /// Leaves out the things that have no place.
    private mutating func narrow() {
        removeBelowBar()
        guard entries.count > wanted else { return }
        entries.sort { $0.score > $1.score }
        raiseBar(below: entries[wanted - 1].score)
        removeBelowBar()
    }

    private mutating func removeBelowBar() {
        let bar = bar
        entries.removeAll { $0.score <= bar }
    }
}
