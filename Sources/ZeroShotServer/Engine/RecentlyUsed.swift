internal import DequeModule

/// Values by key; those used longest ago give way when all together cost too much.
struct RecentlyUsed<Key: Hashable, Value> {
    private struct Entry {
        let value: Value
        let cost: Int
        /// The number of its last use.
        var use: Int
    }

    /// What all values together may cost.
    let limit: Int
    /// What all values together cost.
    private(set) var cost = 0
    private var entries: [Key: Entry] = [:]
    /// Uses, oldest first; those that were followed by another use of their key no longer count.
    private var uses: Deque<(key: Key, use: Int)> = []
    private var lastUse = 0

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { entries.count }

    /// The value of a key, which now is the one used last.
    mutating func value(for key: Key) -> Value? {
        guard let entry = entries[key] else { return nil }
        noteUse(of: key)
        return entry.value
    }

    /// The value of a key; this is no use of it.
    func peek(_ key: Key) -> Value? { entries[key]?.value }

    /// Keeps a value; one that alone costs more than the limit is not kept.
    ///
    /// - Returns: the values that gave way, used longest ago first.
    @discardableResult
    mutating func keep(_ value: Value, for key: Key, cost: Int = 1) -> [Value] {
        remove(key)
        guard cost <= limit else { return [] }
        let gone = makeRoom(for: cost)
        entries[key] = Entry(value: value, cost: cost, use: 0)
        self.cost += cost
        noteUse(of: key)
        return gone
    }

    /// Lets values go until another one of this cost has room.
    mutating func makeRoom(for cost: Int) -> [Value] {
        var gone: [Value] = []
        while self.cost + cost > limit, let oldest = uses.popFirst() {
            guard let entry = entries[oldest.key], entry.use == oldest.use else { continue }
            gone.append(entry.value)
            remove(oldest.key)
        }
        return gone
    }

    /// Lets a value go.
    mutating func remove(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        cost -= entry.cost
    }

    private mutating func noteUse(of key: Key) {
        lastUse += 1
        entries[key]?.use = lastUse
        uses.append((key, lastUse))
        // Uses that no longer count never outnumber the others for long.
        if uses.count > 2 * entries.count + 64 {
            uses.removeAll { entries[$0.key]?.use != $0.use }
        }
    }
}
